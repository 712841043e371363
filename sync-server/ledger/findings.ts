import type { Finding, FindingKind } from '#domain/judge.ts';
import type { FindingRecord } from '../store/records.ts';

/** Where a finding was made. */
export interface FindingPlace {
  readonly deviceId: string;
  readonly factId: string | null;
  /** What the finding is about, besides its kind: the same subject and kind are booked once. */
  readonly subject: string;
  readonly foundAt: number;
}

/** A finding as the store keeps it. */
export function findingRecord(
  kind: FindingKind,
  detail: FindingRecord['detail'],
  place: FindingPlace,
): FindingRecord {
  return {
    findingId: `${place.subject}:${kind}`,
    kind,
    factId: place.factId,
    deviceId: place.deviceId,
    detail,
    foundAt: place.foundAt,
  };
}

/** The judge's findings on one fact; several of one kind are numbered in the judge's order. */
export function findingsOnFact(findings: readonly Finding[], place: FindingPlace): readonly FindingRecord[] {
  return findings.map(({ kind, detail }, index) =>
    findingRecord(kind, detail, { ...place, subject: `${place.subject}:${index}` }),
  );
}
