import type { Outlet } from '#domain/coop.ts';
import type { MasterEntity } from '#domain/facts.ts';
import { uuidV7 } from '#domain/ids.ts';
import { invariant } from '#domain/invariant.ts';
import { stockKey, type Move } from '#domain/stock.ts';
import { businessDateAt, type BusinessDate } from '#domain/time.ts';
import { parseBody } from '#protocol/fact.ts';
import { BODY_BYTES_MAX, LINES_MAX } from '#protocol/limits.ts';
import { parseRow, type StaffRow } from '#protocol/rows.ts';
import type { KnowledgeCache } from '../ledger/knowledge.ts';
import { appendOwnFacts, foundCoop, type OwnDraft, type OwnLedgerGround } from '../ledger/own-ledger.ts';
import type { MasterRecord } from '../store/records.ts';
import type { Store, StoreReader, StoreWriter } from '../store/store.ts';
import { COOP_FILE } from './coop-file.ts';
import { planImport, type ImportGround, type ImportPlan, type RowWithId } from './import-plan.ts';
import type { Person } from './people-file.ts';
import { hashPin, isSamePin } from './pin.ts';
import { ImportRefused, type RowFault } from './row-report.ts';

export interface ImporterGround extends OwnLedgerGround {
  readonly store: Store;
  readonly knowledge: KnowledgeCache;
}

export interface ImportOptions {
  readonly folder: string;
  /** The day from which the prices hold; null for today. */
  readonly from: BusinessDate | null;
}

/** What an import brought, in numbers. */
export interface ImportSummary {
  readonly coopId: string;
  readonly outletId: string;
  /** New or changed rows per entity. */
  readonly written: Readonly<Record<string, number>>;
  readonly openedStock: number;
  readonly skippedStock: number;
}

/** A body also holds its frame; what is left is for the rows. */
const ROWS_BYTES_MAX = BODY_BYTES_MAX - 4096;

const ENTITIES: readonly MasterEntity[] = ['coop', 'outlet', 'product', 'price', 'rule', 'member', 'staff'];

/**
 * Brings a folder of CSV files into the books: everything is checked first, then written as facts of the server's own ledger
 * in one transaction. Rows that are the same already are left alone, so a folder can be imported again.
 * @throws ImportRefused with every fault found; nothing was written then
 */
export async function importFolder(ground: ImporterGround, options: ImportOptions): Promise<ImportSummary> {
  return ground.store.write(async (tx) => {
    const coops = await tx.readCoops();
    const coopId = coops.length === 1 ? (coops[0]?.coopId ?? null) : null;
    if (coopId !== null) await tx.lockCoop(coopId);
    const before = await readGround(tx, ground, coopId);
    const faults: RowFault[] = [];
    const now = (outlet: Outlet): BusinessDate => businessDateAt(ground.clock.now(), outlet.zone);
    const plan = planImport(options.folder, options.from, { ...before, now }, faults);
    const named = plan?.coop?.coop.id ?? coopId;
    if (coopId !== null && named !== coopId) {
      faults.push({ file: 'cooperative.csv', line: 2, column: 'coop_id', kind: 'other_coop', hint: coopId });
    }
    if (plan === null || named === null || faults.length > 0) throw new ImportRefused(faults);
    const changes = changesOf(plan, before.stored, ground);
    const unreadable = changes.flatMap(unreadableIn);
    if (unreadable.length > 0) throw new ImportRefused(unreadable);
    if (coopId === null) await foundCoop(tx, ground, named);
    return writePlan(tx, ground, { coopId: named, plan, changes });
  });
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

interface Before extends ImportGround {
  readonly stored: ReadonlyMap<string, string>;
}

async function readGround(tx: StoreReader, ground: ImporterGround, coopId: string | null): Promise<Before> {
  const rows = coopId === null ? [] : await tx.readMasterRows(coopId, ENTITIES);
  const openings = coopId === null ? [] : await tx.readFactBodies(coopId, 'stock.opened');
  return {
    // An empty name has no rows: a first import knows nothing.
    knowledge: await ground.knowledge.read(tx, coopId ?? ''),
    memberIds: new Set(rows.filter((row) => row.entity === 'member').map((row) => row.id)),
    // What a place holds says nothing: a sale before the import makes a row as well, and goods would never be counted in.
    openedStock: new Set(openings.flatMap(openedBy)),
    hasCoop: coopId !== null,
    stored: new Map(rows.map((row) => [rowKey(row), row.row])),
  };
}

/** Keys of what an earlier import has opened. */
function openedBy(body: string): readonly string[] {
  const parsed = parseBody(body);
  invariant(parsed.outcome === 'fact', 'an accepted fact can be read');
  return parsed.fact.moves.map((move) => stockKey(move.place, move.stockItemId));
}

/** New and changed rows of one entity. */
interface Changes {
  readonly entity: MasterEntity;
  readonly rows: readonly RowWithId[];
}

function changesOf(
  plan: ImportPlan,
  stored: ReadonlyMap<string, string>,
  ground: OwnLedgerGround,
): readonly Changes[] {
  const staff = plan.people.map((person) => staffRow(person, stored, ground));
  const groups: readonly Changes[] = [...plan.rows, { entity: 'staff', rows: staff }];
  return groups.map(({ entity, rows }) => ({
    entity,
    rows: rows.flatMap((row) => changedRow(entity, row, stored)),
  }));
}

/**
 * Rows that the wire would carry and nobody could read: tills and the judge go without them in silence, and a rule that
 * should block would just be gone. Columns that were stored before count as well, because they travel with the rest.
 */
function unreadableIn({ entity, rows }: Changes): readonly RowFault[] {
  return rows
    .filter((row) => parseRow(entity, row) === null)
    .map(({ id }) => ({ file: FILES[entity], line: 0, column: null, kind: 'row_unreadable', hint: id }));
}

interface Writing {
  readonly coopId: string;
  readonly plan: ImportPlan;
  readonly changes: readonly Changes[];
}

async function writePlan(tx: StoreWriter, ground: ImporterGround, writing: Writing): Promise<ImportSummary> {
  const { coopId, plan, changes } = writing;
  const drafts: OwnDraft[] = [];
  const written: Record<string, number> = {};
  for (const { entity, rows } of changes) {
    if (rows.length === 0) continue;
    written[entity] = rows.length;
    const documentId = uuidV7(ground.clock.now(), ground.random.bytes(10));
    const parts = splitIntoParts(rows);
    parts.forEach((part, index) =>
      drafts.push({
        kind: 'master.imported',
        documentId,
        part: index + 1,
        parts: parts.length,
        entity,
        rows: part,
        moves: [],
      }),
    );
  }
  await appendOwnFacts(tx, ground, { coopId, outlet: plan.outlet }, drafts);
  for (const outlet of plan.outlets) {
    const places = new Set(outlet.places.map((place) => place.id));
    const moves = plan.moves.filter((move) => places.has(move.place));
    await appendOwnFacts(tx, ground, { coopId, outlet }, stockDrafts(moves, ground));
  }
  const { skippedStock, outlet } = plan;
  return { coopId, outletId: outlet.id, written, openedStock: plan.moves.length, skippedStock };
}

/** The row to write, or nothing when it is there already. Columns that another program added stay where they are. */
function changedRow(
  entity: MasterEntity,
  row: RowWithId,
  stored: ReadonlyMap<string, string>,
): readonly RowWithId[] {
  const before = stored.get(rowKey({ entity, id: row.id }));
  if (before === undefined) return [row];
  const known: unknown = JSON.parse(before);
  const merged: RowWithId = { ...(typeof known === 'object' ? known : {}), ...row };
  return JSON.stringify(merged) === before ? [] : [merged];
}

/** A PIN becomes its hash here and goes no further; the same PIN again keeps the hash that devices already have. */
function staffRow(person: Person, stored: ReadonlyMap<string, string>, ground: OwnLedgerGround): RowWithId {
  const { pin, ...staff } = person;
  const before = stored.get(rowKey({ entity: 'staff', id: person.id }));
  const kept: StaffRow | null = before === undefined ? null : parseRow('staff', JSON.parse(before));
  const keptPin = kept?.pin ?? null;
  const isKept = pin === null || (keptPin !== null && isSamePin(pin, keptPin));
  return { ...staff, pin: isKept ? keptPin : hashPin(pin, ground.random) };
}

function stockDrafts(moves: readonly Move[], ground: OwnLedgerGround): readonly OwnDraft[] {
  const documentId = uuidV7(ground.clock.now(), ground.random.bytes(10));
  const parts = chunk(moves, LINES_MAX);
  return parts.map((part, index) => ({
    kind: 'stock.opened',
    documentId,
    part: index + 1,
    parts: parts.length,
    moves: part,
  }));
}

function chunk(moves: readonly Move[], size: number): readonly (readonly Move[])[] {
  const parts: (readonly Move[])[] = [];
  for (let start = 0; start < moves.length; start += size) parts.push(moves.slice(start, start + size));
  return parts;
}

/** Splits rows into documents of at most 300 lines that fit into one body. */
function splitIntoParts(rows: readonly RowWithId[]): readonly (readonly RowWithId[])[] {
  const parts: RowWithId[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row)) + 1;
    const last = parts.at(-1);
    if (last === undefined || bytes + size > ROWS_BYTES_MAX || last.length === LINES_MAX) {
      parts.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return parts;
}

function rowKey(row: Pick<MasterRecord, 'entity' | 'id'>): string {
  return `${row.entity}|${row.id}`;
}
