import type { Coop, Outlet, Staff } from '#domain/coop.ts';
import { invariant } from '#domain/invariant.ts';
import { isTimeZone } from '#domain/time.ts';
import { uuidV7 } from '#domain/ids.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { FoundCoop } from '#protocol/office/setup.ts';
import type { Problem } from '#protocol/problem.ts';
import type { SetupLink } from '../enrolment/setup-link.ts';
import type { Knowledge } from '../ledger/knowledge.ts';
import { appendOwnFacts, foundCoop, type OwnDraft } from '../ledger/own-ledger.ts';
import type { StoreWriter } from '../store/store.ts';
import { isKnownPassword } from './known-password.ts';
import type { OpenedSession } from './office-desk.ts';
import type { OfficeGround } from './office-ground.ts';
import { cleanText, staffIdFrom } from './staff-id.ts';

/** The coin step of a new co-operative: coins below Rp100 are practically gone (`domain-facts` 5.2). */
const CASH_STEP_RUPIAH = 100;

export interface FoundingGround extends OfficeGround {
  readonly setup: SetupLink;
}

/**
 * Founds a co-operative with its first outlet, its places and its first admin, who is signed in. In books that were filled
 * from the command line before there was an office, it only adds the admin: what is there stays as it is.
 */
export async function foundByLink(
  ground: FoundingGround,
  request: FoundCoop,
): Promise<Result<OpenedSession, Problem>> {
  const { setup, passwords, store, officeSessions } = ground;
  const { token, coop, outlet, admin } = request;
  if (!(await setup.isGood(token))) return refused({ problem: 'not_found' });
  if (outlet.places.filter((place) => place.kind === 'gerai').length !== 1)
    return refused({ problem: 'malformed', detail: '/outlet/places' });
  if (isKnownPassword(admin.password, [coop.name, coop.id, admin.name, admin.account]))
    return refused({ problem: 'password_common' });
  const password = await passwords.hash(admin.password);
  const founded = await store.write(async (tx) => {
    const place = await siteFor(tx, ground, request);
    if (!place.ok) return place;
    const staff = adminOf(request, place.value);
    const actor = { staffId: staff.id, role: 'admin' } as const;
    const drafts = foundingRows(place.value, staff).map((rows) => imported(rows, ground));
    await appendOwnFacts(tx, ground, { coopId: coop.id, outlet: place.value.outlet, actor }, drafts);
    const { account } = admin;
    const opened = { coopId: coop.id, account, staffId: staff.id };
    const nothingInvited = { invitedCodeHash: null, invitedUntil: null };
    await tx.office.putAccount({ ...opened, password, ...nothingInvited, changedAt: ground.clock.now() });
    return accepted({ opened, staff });
  });
  if (!founded.ok) return founded;
  setup.spend();
  const { opened, staff } = founded.value;
  const { token: cookie, session } = officeSessions.open(opened);
  return accepted({ token: cookie, person: { session, staff } });
}

/** Where the first admin stands: new books, or books that were there and that nobody can sign in to. */
interface Site {
  readonly coop: Coop | null;
  readonly outlet: Outlet;
  readonly staff: Knowledge['staff'];
}

async function siteFor(
  tx: StoreWriter,
  ground: OfficeGround,
  request: FoundCoop,
): Promise<Result<Site, Problem>> {
  const { coop } = request;
  const coops = await tx.readCoops();
  if (coops.length === 0) {
    await foundCoop(tx, ground, coop.id);
    const named = { id: coop.id, name: cleanText(coop.name), cashStepRupiah: CASH_STEP_RUPIAH };
    return accepted({ coop: named, outlet: outletOf(request), staff: new Map() });
  }
  // The words of the operator's own books: who holds the link may know them.
  if (!coops.some(({ coopId }) => coopId === coop.id))
    return refused({ problem: 'taken', detail: coops.map(({ coopId }) => coopId).join(', ') });
  await tx.lockCoop(coop.id);
  const accounts = await tx.office.readAccounts(coop.id);
  if (accounts.some(({ password }) => password !== null)) return refused({ problem: 'taken' });
  const { outlets, staff } = await ground.knowledge.read(tx, coop.id);
  const [outlet] = outlets.values();
  return accepted({ coop: null, outlet: outlet ?? outletOf(request), staff });
}

/** Place ids are those that an import makes: the outlet's code and the kind, numbered from the second on. */
function outletOf({ outlet }: FoundCoop): Outlet {
  const counts = new Map<string, number>();
  const places = outlet.places.map(({ name, kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const id = `${outlet.code}-${kind}${count === 1 ? '' : `-${count}`}`;
    return { id, name: cleanText(name), kind };
  });
  const { code, zone } = outlet;
  invariant(isTimeZone(zone), 'the schema lets only zones through');
  return { id: code, code, name: cleanText(outlet.name), address: cleanText(outlet.address), zone, places };
}

/** The person of that name who is an admin already, or a new one. */
function adminOf({ admin }: FoundCoop, { staff }: Site): Staff {
  const name = cleanText(admin.name);
  const known = [...staff.values()].find((one) => one.role === 'admin' && one.isActive && one.name === name);
  return known ?? { id: staffIdFrom(name, new Set(staff.keys())), name, role: 'admin', isActive: true };
}

interface FoundingRows {
  readonly entity: 'coop' | 'outlet' | 'staff';
  readonly row: object;
}

function foundingRows({ coop, outlet, staff }: Site, admin: Staff): readonly FoundingRows[] {
  const house: FoundingRows[] =
    coop === null
      ? []
      : [
          { entity: 'coop', row: coop },
          { entity: 'outlet', row: outlet },
        ];
  return staff.has(admin.id) ? house : [...house, { entity: 'staff', row: { ...admin, pin: null } }];
}

function imported({ entity, row }: FoundingRows, ground: OfficeGround): OwnDraft {
  const documentId = uuidV7(ground.clock.now(), ground.random.bytes(10));
  return { kind: 'master.imported', documentId, part: 1, parts: 1, entity, rows: [{ ...row }], moves: [] };
}
