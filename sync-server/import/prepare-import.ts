import { setImmediate as letOthersIn } from 'node:timers/promises';
import type { Outlet } from '#domain/coop.ts';
import type { MasterEntity } from '#domain/facts.ts';
import { invariant } from '#domain/invariant.ts';
import { parseBody } from '#protocol/fact.ts';
import { stockKey } from '#domain/stock.ts';
import { businessDateAt, type BusinessDate } from '#domain/time.ts';
import { parseRow, type StaffRow } from '#protocol/rows.ts';
import { digest } from '../keys/signatures.ts';
import { MASTER_STREAM, type KnowledgeCache } from '../ledger/knowledge.ts';
import type { OwnLedgerGround } from '../ledger/own-ledger.ts';
import type { MasterRecord } from '../store/records.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { COOP_FILE, readCoopFile } from './coop-file.ts';
import { planImport, type ImportGround, type ImportPlan, type RowWithId } from './import-plan.ts';
import type { ImportSource } from './import-source.ts';
import type { Person } from './people-file.ts';
import { hashPin, isSamePin } from './pin.ts';
import type { RowFault } from './row-report.ts';

export interface ImporterGround extends OwnLedgerGround {
  readonly store: Store;
  readonly knowledge: KnowledgeCache;
}

export interface ImportRequest {
  readonly source: ImportSource;
  /** The day from which the prices hold; null for today. */
  readonly from: BusinessDate | null;
  /**
   * Whose books: `only` the one co-operative there is, or a first one; `named` the one that the files name, founded where it
   * is new (also where there are several); or the one of an id.
   */
  readonly into: 'only' | 'named' | { readonly coopId: string };
  /** True where a PIN that somebody has stays, whatever the file says: the office starts a reset and never sets one. */
  readonly keepsPins: boolean;
}

/** Rows of one entity that an import would write, and how they stand to what is there. */
export interface PreparedRows {
  readonly entity: MasterEntity;
  readonly rows: readonly RowWithId[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** An import that was found right, with every row it would write. */
export interface PreparedImport {
  readonly coopId: string;
  readonly isNew: boolean;
  readonly plan: ImportPlan;
  readonly groups: readonly PreparedRows[];
  /** The counter of master rows it was prepared against. */
  readonly masterHead: number;
  /** How many facts had opened stock by then. */
  readonly openings: number;
  /** Equal for two imports that would write the same. */
  readonly hash: string;
}

const ENTITIES: readonly MasterEntity[] = ['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff'];

/**
 * Reads files and compares them with the books, without writing anything and outside every writing transaction: tills push
 * while a large file is read. @returns null when something is wrong; `faults` then says what
 */
export async function prepareImport(
  ground: ImporterGround,
  request: ImportRequest,
  faults: RowFault[],
): Promise<PreparedImport | null> {
  const before = await ground.store.read(async (snapshot) =>
    readBefore(snapshot, ground, await targetOf(snapshot, request)),
  );
  const now = (outlet: Outlet): BusinessDate => businessDateAt(ground.clock.now(), outlet.zone);
  const plan = await planImport(request.source, request.from, { ...before, now }, faults);
  const named = plan?.coop?.coop.id ?? before.coopId;
  if (before.coopId !== null && named !== before.coopId) {
    const at = { file: 'cooperative.csv', line: 2, column: 'coop_id' } as const;
    faults.push({ ...at, kind: 'other_coop', hint: before.coopId });
  }
  if (plan === null || named === null || faults.length > 0) return null;
  const staff: RowWithId[] = [];
  for (const person of plan.people) staff.push(await staffRow(person, before.stored, { ground, request }));
  const groups: PreparedRows[] = [];
  for (const group of [...plan.rows, { entity: 'staff' as const, rows: staff }]) {
    groups.push(compare(group, before.stored));
    await letOthersIn();
  }
  faults.push(...groups.flatMap(unreadableIn));
  if (faults.length > 0) return null;
  const { masterHead, hasCoop, openings } = before;
  const hash = hashOf(named, { plan, groups });
  return { coopId: named, isNew: !hasCoop, plan, groups, masterHead, openings, hash };
}

/** The co-operative whose books are meant; null for one that is not there yet. */
async function targetOf(snapshot: StoreReader, { into, source }: ImportRequest): Promise<string | null> {
  if (typeof into === 'object') return into.coopId;
  const coops = await snapshot.readCoops();
  if (into === 'only' && coops.length <= 1) return coops[0]?.coopId ?? null;
  const named = readCoopFile(source, [])?.coop.id;
  return coops.find(({ coopId }) => coopId === named)?.coopId ?? null;
}

interface Before extends ImportGround {
  readonly coopId: string | null;
  readonly stored: ReadonlyMap<string, string>;
  readonly masterHead: number;
  readonly openings: number;
}

async function readBefore(
  snapshot: StoreReader,
  ground: ImporterGround,
  coopId: string | null,
): Promise<Before> {
  const rows = coopId === null ? [] : await snapshot.readMasterRows(coopId, ENTITIES);
  const openings = coopId === null ? [] : await snapshot.readFactBodies(coopId, 'stock.opened');
  return {
    coopId,
    // An empty name has no rows: a first import knows nothing.
    knowledge: await ground.knowledge.read(snapshot, coopId ?? ''),
    memberIds: new Set(rows.filter((row) => row.entity === 'member').map((row) => row.id)),
    // What a place holds says nothing: a sale before the import makes a row as well, and goods would never be counted in.
    openedStock: new Set(openings.flatMap(openedBy)),
    openings: openings.length,
    hasCoop: coopId !== null,
    stored: new Map(rows.map((row) => [rowKey(row), row.row])),
    masterHead: (await snapshot.readStreamHead(coopId ?? '', MASTER_STREAM)).seq,
  };
}

/** Keys of what an earlier import has opened. */
function openedBy(body: string): readonly string[] {
  const parsed = parseBody(body);
  invariant(parsed.outcome === 'fact', 'an accepted fact can be read');
  return parsed.fact.moves.map((move) => stockKey(move.place, move.stockItemId));
}

/** Where a person finds a row of an entity. */
const FILES: Readonly<Record<MasterEntity, string>> = {
  coop: COOP_FILE,
  outlet: COOP_FILE,
  product: 'catalogue.csv',
  price: 'catalogue.csv',
  rule: 'sale-rules.csv',
  member: 'members.csv',
  staff: 'people.csv',
};

/**
 * Rows that the wire would carry and nobody could read: tills and the judge go without them in silence, and a rule that
 * should block would just be gone. Columns that were stored before count as well, because they travel with the rest.
 */
function unreadableIn({ entity, rows }: PreparedRows): readonly RowFault[] {
  return rows
    .filter((row) => parseRow(entity, row) === null)
    .map(({ id }) => ({ file: FILES[entity], line: 0, column: null, kind: 'row_unreadable', hint: id }));
}

/** Rows that are there already are left alone. Columns that another program added stay where they are. */
function compare(
  { entity, rows }: { readonly entity: MasterEntity; readonly rows: readonly RowWithId[] },
  stored: ReadonlyMap<string, string>,
): PreparedRows {
  const written: RowWithId[] = [];
  let added = 0;
  for (const row of rows) {
    const before = stored.get(rowKey({ entity, id: row.id }));
    const known: unknown = before === undefined ? null : JSON.parse(before);
    const merged: RowWithId = { ...(typeof known === 'object' ? known : {}), ...row };
    if (before === undefined) added += 1;
    if (JSON.stringify(merged) !== before) written.push(merged);
  }
  return {
    entity,
    rows: written,
    added,
    changed: written.length - added,
    unchanged: rows.length - written.length,
  };
}

/** A PIN becomes its hash here and goes no further; the same PIN again keeps the hash that devices already have. */
async function staffRow(
  person: Person,
  stored: ReadonlyMap<string, string>,
  { ground, request }: { readonly ground: ImporterGround; readonly request: ImportRequest },
): Promise<RowWithId> {
  const { pin, ...staff } = person;
  const before = stored.get(rowKey({ entity: 'staff', id: person.id }));
  const kept: StaffRow | null = before === undefined ? null : parseRow('staff', JSON.parse(before));
  const keptPin = kept?.pin ?? null;
  if (pin === null || (keptPin !== null && (request.keepsPins || (await isSamePin(pin, keptPin)))))
    return { ...staff, pin: keptPin };
  return { ...staff, pin: await hashPin(pin, ground.random) };
}

/** A PIN's hash differs each time it is made, so only that there is a new one counts. */
function hashOf(
  coopId: string,
  { plan, groups }: { readonly plan: ImportPlan; readonly groups: readonly PreparedRows[] },
): string {
  const rows = groups.map(({ entity, rows: written }) => [
    entity,
    entity === 'staff' ? written.map((row) => ({ ...row, pin: row['pin'] !== null })) : written,
  ]);
  return digest(JSON.stringify([coopId, rows, plan.moves]));
}

function rowKey(row: Pick<MasterRecord, 'entity' | 'id'>): string {
  return `${row.entity}|${row.id}`;
}
