import { entryHash, contentHash, genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import type { Outlet } from '#domain/coop.ts';
import {
  BODY_VERSION,
  type AccountInvited,
  type DeviceEnrolled,
  type DeviceReinstated,
  type DeviceRevoked,
  type Fact,
  type FactFrame,
  type MasterImported,
  type ServerRestored,
  type PinReset,
  type PinSet,
  type OutletChanged,
  type PersonChanged,
  type PriceChanged,
  type StockOpened,
} from '#domain/facts.ts';
import { base64Url, epochIdFrom, uuidV7 } from '#domain/ids.ts';
import { invariant } from '#domain/invariant.ts';
import { businessDateAt } from '#domain/time.ts';
import { parseBody } from '#protocol/fact.ts';
import type { ServerKeys } from '../keys/server-keys.ts';
import type { Clock, Random } from '../ports.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { CoopRecord, EpochRecord, FactRecord, Point, SlotRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { SERVER_BUILD } from '../version.ts';
import { projectFacts } from './project.ts';

type Draft<Kind extends Fact> = Omit<Kind, Exclude<keyof FactFrame, 'moves'>>;

/** What the server itself writes, before it gets its time and its place. */
export type OwnDraft =
  | Draft<MasterImported>
  | Draft<StockOpened>
  | Draft<DeviceEnrolled>
  | Draft<ServerRestored>
  | Draft<PinReset>
  | Draft<PinSet>
  | Draft<PriceChanged>
  | Draft<PersonChanged>
  | Draft<AccountInvited>
  | Draft<DeviceRevoked>
  | Draft<DeviceReinstated>
  | Draft<OutletChanged>;

/** Where and for whom the server writes: in which books, on whose day, and who did it. */
export interface OwnPlace {
  readonly coopId: string;
  readonly outlet: Outlet;
  /** The person who acted; absent where the server acts by itself. */
  readonly actor?: FactFrame['actor'] | undefined;
}

export interface OwnLedgerGround {
  readonly keys: ServerKeys;
  readonly clock: Clock;
  readonly random: Random;
}

/** Founds a co-operative: its generation, and the first epoch of the server's ledger in it. */
export async function foundCoop(tx: StoreWriter, ground: OwnLedgerGround, coopId: string): Promise<void> {
  const { clock, keys } = ground;
  const now = clock.now();
  const coop = newGeneration(ground, coopId);
  await tx.insertCoop(coop, now);
  await tx.putDevice({
    coopId,
    deviceId: OWN_DEVICE,
    outletId: '-',
    publicKey: keys.publicKey,
    name: OWN_DEVICE,
    series: '-',
    certifiedAt: now,
    certificateSignature: '-',
  });
  await openOwnEpoch(tx, coop, { parent: null, reason: 'install' });
}

/**
 * Raises a co-operative's generation: devices that hear of it offer again what they hold. The server's own ledger goes on in a
 * new epoch that grows from its last entry.
 */
export async function raiseGeneration(
  tx: StoreWriter,
  ground: OwnLedgerGround,
  coop: CoopRecord,
): Promise<void> {
  const { coopId } = coop;
  const last = await tx.readEpoch(coopId, coop.ownEpoch);
  if (last === null) throw new Error(`The co-operative ${coopId} has no ledger of the server's own`);
  const raised = newGeneration(ground, coopId);
  await openOwnEpoch(tx, raised, { parent: { epoch: last.epoch, ...last.acked }, reason: 'restore' });
  await tx.updateCoop(raised);
}

function newGeneration({ random }: OwnLedgerGround, coopId: string): CoopRecord {
  const ownEpoch = epochIdFrom(random.bytes(16));
  return { coopId, serverGen: `g_${base64Url(random.bytes(12))}`, ownEpoch };
}

async function openOwnEpoch(
  tx: StoreWriter,
  { coopId, ownEpoch: epoch }: CoopRecord,
  open: Pick<EpochRecord, 'parent' | 'reason'>,
): Promise<void> {
  const genesis = { coopId, deviceId: OWN_DEVICE, epoch, ...open, missing: null } as const;
  const hash = genesisHash(genesis);
  await tx.insertEpoch({
    ...genesis,
    genesisHash: hash,
    series: '-',
    startTotals: ZERO_TOTALS,
    acked: { seq: 0, hash },
    ackedTotals: ZERO_TOTALS,
    seenHead: null,
    durableSeq: 0,
  });
}

/**
 * Appends facts to the server's own ledger and projects them, in the caller's transaction. The facts go through the same
 * bytes, hashes and tables as a device's, so that whatever verifies a device's ledger verifies this one.
 */
export async function appendOwnFacts(
  tx: StoreWriter,
  ground: OwnLedgerGround,
  at: OwnPlace,
  drafts: readonly OwnDraft[],
): Promise<readonly Fact[]> {
  const { coopId } = at;
  const ownEpoch = (await tx.lockCoop(coopId))?.ownEpoch ?? '';
  const epoch = await tx.lockEpoch(coopId, ownEpoch);
  if (epoch === null) throw new Error(`The co-operative ${coopId} has no ledger of the server's own`);
  const written = drafts.map((draft) => write(draft, at, ground));
  const slots = link(epoch, written);
  await tx.insertFacts(
    coopId,
    written.map(({ record }) => record),
  );
  await tx.insertSlots(coopId, epoch.epoch, slots);
  const last: Point | undefined = slots.at(-1);
  if (last !== undefined) await tx.updateEpoch({ ...epoch, acked: { seq: last.seq, hash: last.hash } });
  await projectFacts(tx, { coopId, bookedAt: ground.clock.now() }, written);
  return written.map(({ fact }) => fact);
}

interface Written {
  readonly factId: string;
  readonly fact: Fact;
  readonly record: FactRecord;
}

const SERVER_ITSELF: FactFrame['actor'] = { staffId: OWN_DEVICE, role: 'admin' };

function write(
  draft: OwnDraft,
  { outlet, actor = SERVER_ITSELF }: OwnPlace,
  ground: OwnLedgerGround,
): Written {
  const now = ground.clock.now();
  const factId = uuidV7(now, ground.random.bytes(10));
  const frame: Omit<FactFrame, 'moves'> = {
    v: BODY_VERSION,
    at: now,
    clock: { boot: 0, mono: 0 },
    tz: outlet.zone,
    businessDate: businessDateAt(now, outlet.zone),
    outletId: outlet.id,
    actor,
    app: SERVER_BUILD,
    priceVersion: null,
    totals: ZERO_TOTALS,
  };
  const { kind, ...rest } = draft;
  const body = JSON.stringify({ kind, ...frame, ...rest });
  // Reading it back through the wire's own parser proves that every reader will see the same fact.
  const parsed = parseBody(body);
  invariant(parsed.outcome === 'fact', 'the server writes facts that it can read');
  const { fact } = parsed;
  const record: FactRecord = {
    factId,
    kind,
    status: 'accepted',
    reason: null,
    content: contentHash(body),
    body,
    at: now,
    outletId: outlet.id,
    deviceId: OWN_DEVICE,
    number: null,
    businessDate: frame.businessDate,
    receivedDate: frame.businessDate,
    receivedAt: now,
  };
  return { factId, fact, record };
}

function link(epoch: EpochRecord, written: readonly Written[]): readonly SlotRecord[] {
  let previous: Point = epoch.acked;
  return written.map(({ factId, record }): SlotRecord => {
    const seq = previous.seq + 1;
    const place = { coopId: epoch.coopId, epoch: epoch.epoch, seq, factId, body: record.body };
    const slot: SlotRecord = { seq, factId, hash: entryHash(place, previous.hash), origin: null };
    previous = slot;
    return slot;
  });
}
