import * as z from 'zod/mini';
import {
  OFFICE_ROWS_MAX,
  type FindingsQuery,
  type OfficeFinding,
  type OfficeFindings,
} from '#protocol/office/reads.ts';
import type { Knowledge } from '../ledger/knowledge.ts';
import type { FindingPoint } from '../store/office-store.ts';
import type { FindingRecord } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';
import type { OfficeGround } from './office-ground.ts';
import { readPoint, writePoint } from './page-point.ts';

const pointSchema = z.tuple([z.int(), z.string()]);
const actorSchema = z.object({ actor: z.object({ staffId: z.string() }) });

/** One page of findings, newest first, with how many of each kind there are in all. */
export async function readFindings(
  ground: OfficeGround,
  coopId: string,
  query: FindingsQuery,
): Promise<OfficeFindings> {
  const { next, ...selection } = query;
  return ground.store.read(async (snapshot) => {
    const page = { after: pointFrom(next), limit: OFFICE_ROWS_MAX + 1 };
    const found = await snapshot.office.readFindingsPage(coopId, selection, page);
    const findings = found.slice(0, OFFICE_ROWS_MAX);
    const last = findings.at(-1);
    const kinds = await snapshot.office.countFindings(coopId, 'kind');
    const knowledge = await ground.knowledge.read(snapshot, coopId);
    return {
      findings: await describeFindings(snapshot, knowledge, { coopId, findings }),
      next:
        found.length > OFFICE_ROWS_MAX && last !== undefined
          ? writePoint([last.foundAt, last.findingId])
          : null,
      kinds: [...kinds].map(([kind, count]) => ({ kind, count })),
    };
  });
}

/** Findings with the names of what they are about. */
export async function describeFindings(
  snapshot: StoreReader,
  knowledge: Knowledge,
  { coopId, findings }: { readonly coopId: string; readonly findings: readonly FindingRecord[] },
): Promise<OfficeFinding[]> {
  const devices = await snapshot.office.readDevices(coopId);
  const names = new Map(devices.map(({ deviceId, name }) => [deviceId, name]));
  const factIds = [...new Set(findings.flatMap(({ factId }) => factId ?? []))];
  const labels = await snapshot.office.readFactLabels(coopId, factIds);
  return findings.map((finding) => {
    const label = labels.get(finding.factId ?? '');
    return {
      findingId: finding.findingId,
      kind: finding.kind,
      factId: finding.factId,
      number: label?.number ?? null,
      deviceId: finding.deviceId,
      deviceName: names.get(finding.deviceId) ?? finding.deviceId,
      staffName: knowledge.staff.get(actorIn(label?.body) ?? '')?.name ?? null,
      detail: { ...finding.detail },
      foundAt: finding.foundAt,
    };
  });
}

/** Who stands as actor in a body that may be broken; null when it does not tell. */
export function actorIn(body: string | undefined): string | null {
  try {
    const parsed = actorSchema.safeParse(JSON.parse(body ?? 'null'));
    return parsed.success ? parsed.data.actor.staffId : null;
  } catch {
    return null;
  }
}

function pointFrom(next: string | undefined): FindingPoint | null {
  const point = next === undefined ? null : readPoint(next, pointSchema);
  return point === null ? null : { foundAt: point[0], findingId: point[1] };
}
