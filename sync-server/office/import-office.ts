import { accepted, refused, type Result } from '#domain/result.ts';
import { parseBusinessDate } from '#domain/time.ts';
import type { ImportFiles, ImportReport, RunImport } from '#protocol/office/acts.ts';
import type { Problem } from '#protocol/problem.ts';
import { OFFICE_FILES, sourceOfTexts } from '../import/import-source.ts';
import { digest } from '../keys/signatures.ts';
import { prepareImport, type PreparedImport } from '../import/prepare-import.ts';
import type { RowFault } from '../import/row-report.ts';
import { ImportStale, writeImport } from '../import/write-import.ts';
import { doAct, type ActAnswer } from './do-act.ts';
import type { OfficeGround } from './office-ground.ts';
import type { OfficePerson } from './who.ts';

/** More faults than a person reads; the count says how many there are. */
const FAULTS_SHOWN_MAX = 500;

interface Looked {
  readonly prepared: PreparedImport | null;
  readonly faults: readonly RowFault[];
}

/** Looks at files and writes nothing: what would be added and changed, or everything that is wrong. */
export async function planOfficeImport(
  ground: OfficeGround,
  person: OfficePerson,
  files: ImportFiles,
): Promise<Result<ImportReport, Problem>> {
  const looked = await look(ground, person, files);
  if (looked.prepared !== null) ground.lookedImports.keep(hashOf(files), looked.prepared);
  return accepted(reportOf(looked));
}

/** Writes what was looked at, or nothing. The same plan again is answered like the first time. */
export async function runOfficeImport(
  ground: OfficeGround,
  person: OfficePerson,
  { plan, ...files }: RunImport,
): Promise<Result<ActAnswer, Problem>> {
  const kept = ground.lookedImports.take(person.session.coopId, hashOf(files), plan);
  const prepared = kept ?? (await look(ground, person, files)).prepared;
  const act = { actId: plan, act: 'run-import', body: { plan } };
  try {
    return await doAct(ground, person, act, async ({ tx }) => {
      if (prepared === null) return refused({ problem: 'import_faulty' });
      if (prepared.hash !== plan) return refused({ problem: 'stale' });
      const { staff } = person;
      await writeImport(tx, ground, prepared, { staffId: staff.id, role: staff.role });
      return accepted(null);
    });
  } catch (error) {
    if (error instanceof ImportStale) return refused({ problem: 'stale' });
    throw error;
  }
}

function hashOf({ files, from }: ImportFiles): string {
  return digest(JSON.stringify([files, from]));
}

async function look(ground: OfficeGround, person: OfficePerson, files: ImportFiles): Promise<Looked> {
  const faults = files.files
    .filter(({ name }) => !OFFICE_FILES.includes(name))
    .map(({ name }): RowFault => ({
      file: name,
      line: 0,
      column: null,
      kind: 'file_unknown',
      hint: OFFICE_FILES.join(', '),
    }));
  const { coopId } = person.session;
  const source = sourceOfTexts(files.files);
  const from = files.from === null ? null : parseBusinessDate(files.from);
  const prepared = await prepareImport(ground, { source, from, into: { coopId }, keepsPins: true }, faults);
  return { prepared: faults.length > 0 ? null : prepared, faults };
}

function reportOf({ prepared, faults }: Looked): ImportReport {
  const shown = { faults: faults.slice(0, FAULTS_SHOWN_MAX), faultCount: faults.length };
  if (prepared === null) return { plan: null, entities: [], ...shown };
  const rows = prepared.groups
    .filter(({ added, changed, unchanged }) => added + changed + unchanged > 0)
    .map(({ entity, added, changed, unchanged }) => ({ entity, added, changed, unchanged }));
  const { moves, skippedStock } = prepared.plan;
  const hasStock = moves.length + skippedStock > 0;
  const stock = { entity: 'stock', added: moves.length, changed: 0, unchanged: skippedStock };
  return { plan: prepared.hash, entities: hasStock ? [...rows, stock] : rows, ...shown };
}
