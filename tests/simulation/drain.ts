import { readLedger, type LedgerView } from './ledger-view.ts';
import { CALM } from './network.ts';
import { STORM_MS } from './plan.ts';
import type { SimTill } from './sim-till.ts';
import type { Storm } from './storm.ts';
import { hold } from './violation.ts';
import type { World } from './world.ts';

/** How long a world may take to come to rest once nothing goes wrong any more. */
const DRAIN_MS = 20 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Requests that one till may make until then: more is a storm, however it ends. */
const DRAIN_REQUESTS_MAX = 400;

/** Nothing goes wrong any more: everything must arrive, and soon (I12). */
export async function drain(world: World, storm: Storm): Promise<void> {
  world.network.weather = CALM;
  world.server.killAtCall = null;
  world.server.pageRowsMax = Number.POSITIVE_INFINITY;
  world.server.pushEntriesMax = Number.POSITIVE_INFINITY;
  world.server.revoked.clear();
  await storm.upgradeServer();
  if (!world.server.isUp) await storm.restartServer();
  for (const till of world.tills) {
    till.isLinked = true;
    if (storm.revoked.has(till.identity.deviceId)) storm.revoke(till, false);
    if (storm.moved.has(till.identity.deviceId)) await storm.moveOutlet(till, false);
  }
  const before = world.tally.of('requests');
  for (const till of world.tills) storm.startAgain(till);
  const end = world.timeline.now + DRAIN_MS;
  let isNextDay = false;
  while (world.timeline.now < end) {
    await world.liveUntil(world.timeline.now + 3000);
    if (await isAtRest(world)) return checkRequests(world, before);
    // Somebody presses "Kirim sekarang" where a tablet was revoked: only a new session tells it that it is back.
    for (const till of world.tills) if (storm.revoked.has(till.identity.deviceId)) till.life?.driver.kick();
    // A lineage in dispute is tried again on the next day.
    if (!isNextDay && world.timeline.now > STORM_MS + DRAIN_MS / 2) {
      isNextDay = true;
      world.timeline.calendarMs += DAY_MS;
    }
  }
  hold('I12', false, () => 'not everything had arrived after 20 minutes');
}

function checkRequests(world: World, before: number): void {
  const requests = world.tally.of('requests') - before;
  hold(
    'I12',
    requests <= DRAIN_REQUESTS_MAX * world.tills.length,
    () => `${requests} requests until everything had arrived`,
  );
}

async function isAtRest(world: World): Promise<boolean> {
  let isQuiet = true;
  for (const till of world.tills) {
    if (till.life === null || till.busy > 0) return false;
    const view = await readLedger(till);
    isQuiet &&= view.epochs.every(({ seq, acked }) => acked >= seq) && knowsVerdicts(world, till, view);
  }
  if (!isQuiet) return false;
  const behind = world.tills.filter((till) => !isCaughtUp(world, till));
  // A poke would tell them at once; without pokes it is the poll's turn.
  for (const till of behind) till.life?.driver.pullNow();
  return behind.length === 0;
}

/** A held fact that was settled into quarantine changes no row, so no head tells of it: the next poll does. */
function knowsVerdicts(world: World, till: SimTill, { entries, flagged }: LedgerView): boolean {
  const told = new Map(flagged.map(({ epoch, seq, state }) => [`${epoch}|${seq}`, state]));
  return entries.every((entry) => {
    const verdict = world.model.verdictOf(till.identity.coopId, entry);
    return (told.get(`${entry.epoch}|${entry.seq}`) ?? 'accepted') === verdict;
  });
}

function isCaughtUp(world: World, till: SimTill): boolean {
  const { coopId, outletId } = till.identity;
  const sets = [...till.replicaDisk.tables.sets.values()];
  return ['coop', `outlet:${outletId}`].every((stream) => {
    const [head] = world.server.books.rows(
      'select head from stream_head where coop_id = ? and stream = ?',
      coopId,
      stream,
    );
    const own = sets.filter((set) => set.stream === stream);
    return (
      own.length === 1 &&
      own[0]?.isInUse === true &&
      own[0].gen === world.genOf(coopId) &&
      own[0].seq === head?.['head']
    );
  });
}
