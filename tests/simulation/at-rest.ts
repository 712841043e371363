import { addTotals, totalsShare } from '#domain/effects.ts';
import { ZERO_TOTALS } from '#domain/chain.ts';
import { factOfOwnBody } from '#protocol/own-body.ts';
import { readLedger, type LedgerView } from './ledger-view.ts';
import type { SimTill } from './sim-till.ts';
import { hold } from './violation.ts';
import type { World } from './world.ts';
import { HOUSES, placeOf } from './world-shape.ts';

/** What must hold once the faults have stopped and everything had time to arrive. @throws Violation for I1, I2, I4, I6, I10, I12 */
export async function checkAtRest(world: World): Promise<void> {
  for (const till of world.tills) {
    hold('I12', till.life !== null && till.busy === 0, () => `${till.name} never came to rest`);
    const view = await readLedger(till);
    checkPending(till, view);
    checkTotals(till, view);
    checkOnHand(world, till, view);
    checkRows(world, till);
  }
  checkArrived(world);
  for (const { coopId } of HOUSES) checkDay(world, coopId);
  countWork(world);
}

function checkPending(till: SimTill, view: LedgerView): void {
  const pending = view.epochs.reduce((sum, { seq, acked }) => sum + seq - acked, 0);
  hold('I12', pending === 0, () => `${till.name} still has ${pending} entries to send`);
}

/** Every fact that was shown as saved and not physically destroyed is on the server, byte for byte (I1). */
function checkArrived(world: World): void {
  const all = new Map(HOUSES.flatMap(({ coopId }) => [...world.model.factsOf(coopId)]));
  for (const [factId, body] of world.oracle.custody.shown()) {
    const stored = all.get(factId);
    hold('I1', stored !== undefined, () => `${factId} was shown as saved and is not on the server`);
    const isSame =
      stored.body === body ||
      world.server.books
        .rows('select body from collision where fact_id = ?', factId)
        .some((row) => row['body'] === body);
    hold('I1', isSame, () => `${factId} is on the server with other bytes`);
  }
}

/** A lineage's totals are what its entries add up to (I4): what a Z report prints. */
function checkTotals(till: SimTill, view: LedgerView): void {
  for (const { epoch, startTotals, totals, seq, prunedThrough, open } of view.epochs) {
    if (prunedThrough !== undefined || open.missing !== null) continue;
    const own = view.entries.filter((entry) => entry.epoch === epoch);
    const shares = own.flatMap(({ body }) => {
      const fact = factOfOwnBody(body);
      return fact === null ? [] : [totalsShare(fact)];
    });
    const sum = shares.reduce(addTotals, ZERO_TOTALS);
    const isSame =
      sum.gross === totals.gross - startTotals.gross &&
      sum.cash === totals.cash - startTotals.cash &&
      sum.sales === totals.sales - startTotals.sales;
    hold(
      'I4',
      isSame && own.length === seq,
      () =>
        `${till.name} ${epoch} adds up to ${JSON.stringify(sum)} in ${own.length} entries, its totals are ${JSON.stringify(totals)} from ${JSON.stringify(startTotals)}`,
    );
  }
}

/** Σ sales = Σ payments = the server's day (I4). */
function checkDay(world: World, coopId: string): void {
  const days = new Map<string, number>();
  for (const [factId, { status, body }] of world.model.factsOf(coopId)) {
    if (status !== 'accepted') continue;
    const fact = factOfOwnBody(body);
    if (fact?.kind !== 'sale.recorded') continue;
    const paid = fact.payments.reduce((sum, payment) => sum + payment.amountRupiah, 0);
    hold(
      'I4',
      paid === fact.totalRupiah,
      () => `${factId} was paid with ${paid}, it cost ${fact.totalRupiah}`,
    );
    const key = `${fact.businessDate} ${fact.outletId}`;
    days.set(key, (days.get(key) ?? 0) + fact.totalRupiah);
  }
  const sql =
    "select business_date, outlet_id, sum(total_rupiah) as total from sale_sum where coop_id = ? and status = 'accepted' group by business_date, outlet_id";
  for (const row of world.server.books.rows(sql, coopId)) {
    const key = `${String(row['business_date'])} ${String(row['outlet_id'])}`;
    hold(
      'I4',
      days.get(key) === row['total'],
      () => `the server's day ${key} is ${String(row['total'])}, its sales are ${String(days.get(key))}`,
    );
    days.delete(key);
  }
  hold('I4', days.size === 0, () => `the server has no day for ${[...days.keys()].join(', ')}`);
}

/** What a till shows is what the server has, and what the server still holds back of its own (I6). */
function checkOnHand(world: World, till: SimTill, view: LedgerView): void {
  const { coopId, outletId } = till.identity;
  const expected = new Map(
    [...world.model.stockOf(coopId)].filter(([key]) => key.startsWith(`${placeOf(outletId)}|`)),
  );
  for (const { factId } of view.entries) {
    const stored = world.model.factOf(coopId, factId);
    if (stored?.status !== 'held') continue;
    for (const { place, stockItemId, milli } of stored.moves) {
      const key = `${place}|${stockItemId}`;
      expected.set(key, (expected.get(key) ?? 0) + milli);
    }
  }
  for (const key of new Set([...expected.keys(), ...(till.onHand?.keys() ?? [])]))
    hold(
      'I6',
      (till.onHand?.get(key) ?? 0) === (expected.get(key) ?? 0),
      () =>
        `${till.name} shows ${String(till.onHand?.get(key))} of ${key}, the server has ${String(expected.get(key))}`,
    );
}

/** A replica is the server's view of its scope, row by row (I10). */
function checkRows(world: World, till: SimTill): void {
  const { coopId, outletId } = till.identity;
  const { sets, rows } = till.replicaDisk.tables;
  const here = new Map<string, string>();
  for (const row of rows.values()) {
    const stream = sets.get(row.set)?.stream ?? '';
    here.set(`${stream}|${row.entity}|${row.id}|${row.seq}`, JSON.stringify(row.row));
  }
  const sql = `select i.stream, i.entity, i.id, i.log_seq, m.row, s.place, s.item, s.milli from change_index i
    left join master_row m on m.coop_id = i.coop_id and m.entity = i.entity and m.id = i.id
    left join stock s on s.coop_id = i.coop_id and i.entity = 'stock' and s.place || '|' || s.item = i.id
    where i.coop_id = ? and i.deleted = 0 and i.stream in ('coop', ?)`;
  for (const row of world.server.books.rows(sql, coopId, `outlet:${outletId}`)) {
    const key = [row['stream'], row['entity'], row['id'], row['log_seq']].join('|');
    const { place, item, milli } = row;
    const there =
      row['entity'] === 'stock' ? JSON.stringify({ place, stockItemId: item, milli }) : String(row['row']);
    hold(
      'I10',
      here.get(key) === there,
      () => `${till.name} has ${String(here.get(key))} for ${key}, the server has ${there}`,
    );
    here.delete(key);
  }
  hold(
    'I10',
    here.size === 0,
    () => `${till.name} has rows that the server has not: ${[...here.keys()].join(', ')}`,
  );
}

function countWork(world: World): void {
  const { tally, server } = world;
  const count = (sql: string): number => Number(server.books.rows(sql)[0]?.['n'] ?? 0);
  tally.add('seeds');
  tally.add(
    'entries-on-server',
    count(
      "select count(*) as n from slot s join device_epoch e using (coop_id, epoch) where e.device_id <> 'server'",
    ),
  );
  tally.add('forks', count("select count(*) as n from device_epoch where reason in ('fork', 'ahead')"));
  tally.add(
    'rehomes',
    count("select count(*) as n from device_epoch where reason <> 'install' and device_id <> 'server'"),
  );
  tally.add('missing-entries', count("select count(*) as n from finding where kind = 'missing_entries'"));
}
