import { isHashableId } from '#domain/ids.ts';
import { isTimeZone, type TimeZone } from '#domain/time.ts';
import { idFromName } from '../../locale/office-format.ts';
import { accountNameSchema } from '../../sync/office-session.ts';

const COOP_ID_MAX = 40;
const ACCOUNT_MAX = 40;
const CODE_LETTERS_MIN = 2;
const CODE_LETTERS_MAX = 4;

/** What the first run has been told so far. Ids that nobody has touched follow the names. */
export interface SetupDraft {
  readonly coopName: string;
  readonly coopId: string | null;
  readonly outletName: string;
  readonly outletCode: string | null;
  readonly address: string;
  readonly zone: TimeZone;
  readonly hasGudang: boolean;
  readonly adminName: string;
  readonly account: string | null;
}

export const EMPTY_DRAFT: SetupDraft = {
  coopName: '',
  coopId: null,
  outletName: '',
  outletCode: null,
  address: '',
  zone: 'Asia/Makassar',
  hasGudang: true,
  adminName: '',
  account: null,
};

export const ZONES: readonly TimeZone[] = [
  'Asia/Jakarta',
  'Asia/Pontianak',
  'Asia/Makassar',
  'Asia/Jayapura',
].filter(isTimeZone);

/** The co-operative's code: as typed, or the name's, with the programme's long words written short. */
export function coopIdOf({ coopId, coopName }: SetupDraft): string {
  if (coopId !== null) return coopId;
  const short = coopName
    .replace(/koperasi\s+kelurahan\s+merah\s+putih/i, 'kkmp')
    .replace(/koperasi\s+desa\s+merah\s+putih/i, 'kdmp');
  return idFromName(short, COOP_ID_MAX);
}

/** The outlet's code: as typed, or the first letters of its name without the word for a shop. */
export function outletCodeOf({ outletCode, outletName }: SetupDraft): string {
  if (outletCode !== null) return outletCode;
  const words = outletName
    .toUpperCase()
    .replace(/^(GERAI|TOKO|OUTLET)\s+/, '')
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
  if (words.length === 1) return (words[0] ?? '').slice(0, CODE_LETTERS_MIN);
  return words
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, CODE_LETTERS_MAX);
}

/** The account's name: as typed, or made of the person's. */
export function accountOf({ account, adminName }: SetupDraft): string {
  return account ?? idFromName(adminName, ACCOUNT_MAX).replaceAll('-', '.');
}

/** True when the code can stand in hashed bytes, for ever. */
export function isCoopId(id: string): boolean {
  return isHashableId(id);
}

/** True when the code can begin every number on paper. */
export function isOutletCode(code: string): boolean {
  return /^[A-Z]{2,4}$/.test(code);
}

/** True when it can be typed at the sign-in. */
export function isAccount(account: string): boolean {
  return accountNameSchema.safeParse(account).success;
}
