import { standsAtTill } from '#domain/permissions.ts';
import type { OfficePeople } from '../../sync/office-live.ts';

export type Person = OfficePeople['people'][number];

/** What is known of a person's PIN. Whoever does not stand at a till needs none. */
export function pinKind(person: Person): 'set' | 'missing' | 'waiting' | 'none' {
  if (!standsAtTill(person.role)) return 'none';
  if (person.pinCodeUntil !== null) return 'waiting';
  return person.hasPin ? 'set' : 'missing';
}

interface AccountWords {
  readonly invited: string;
  readonly noAccount: string;
}

/** The office account in words: its name, whether its owner has been there, or none. */
export function accountWords({ account, isInvited }: Person, words: AccountWords): string {
  if (account === null) return words.noAccount;
  return isInvited ? `${account} · ${words.invited}` : account;
}
