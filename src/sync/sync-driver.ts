import type { Poke } from '#protocol/poke.ts';
import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import { readPending } from '../storage/ledger/ledger-live.ts';
import type { DeviceIdentity, EpochState, LedgerCopy, LedgerPort } from '../storage/ledger/ledger-port.ts';
import type { Mirrors } from '../storage/replica/mirrors.ts';
import { REPLICA_SCHEMA, type Replica, type TakenPage } from '../storage/replica/replica.ts';
import { StorageFailure } from '../storage/storage-failure.ts';
import { pickDelay } from './backoff.ts';
import { openSession } from './open-session.ts';
import { findBreach } from './check-chain.ts';
import { fallenEvent } from './fallen-event.ts';
import { Dumps } from './run-dump.ts';
import { markOf, runPush, type PushExchange, type PushHearer } from './run-push.ts';
import { runPrune, runRehome } from './run-rehome.ts';
import { isBehind, runPull } from './run-pull.ts';
import { SyncFace } from './sync-face.ts';
import type { EpochLine, Lane, SyncCommand, SyncEvent, SyncState } from './sync-model.ts';
import { nextStep, startState } from './sync-state.ts';
import type { SyncStatus } from './sync-status.ts';
import type { Answer, Call, Transport } from './transport.ts';

/** Everything the sync touches. Clock, chance, network and the page are ports; the two memories are the device's own. */
export interface SyncParts {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly replica: Replica;
  readonly mirrors: Mirrors;
  readonly clock: Clock;
  readonly random: Random;
  readonly build: string;
  readonly transport: Transport;
  readonly sign: (text: string) => Promise<string>;
  readonly isSignedBy: PushHearer['isSignedBy'];
  readonly isVisible: () => boolean;
  readonly isPersisted: () => boolean;
  readonly show: (status: SyncStatus) => void;
  /** A page was stored; other tabs have to show it too. */
  readonly tellPage: (page: TakenPage) => void;
  /** The second copy of this device's ledger, where one is kept: asked before anything is named as lost. */
  readonly secondCopy?: () => Promise<LedgerCopy | null>;
}

interface Token {
  readonly text: string;
  /** By the clock that nobody can set. */
  readonly untilMono: number;
}

/** A token is given up a little before the server would refuse it. */
const TOKEN_MARGIN_MS = 15_000;

/** What the server's clock says is noted once a round of the poll and no oftener. */
const LEARN_TIME_MS = 30_000;

/** How long to wait before the device's memory is tried again when the program could not even read it. */
const START_AGAIN_MS = 15_000;

/**
 * Carries out what the pure half commands and tells it what came of it. Every command that awaits something ends in an
 * event, whatever happens, or a lane would wait for ever.
 */
export class SyncDriver {
  readonly #parts: SyncParts;
  readonly #transport: Transport;
  readonly #dumps: Dumps;
  readonly #timers = new Map<Lane, () => void>();
  #face: SyncFace | null = null;
  #state: SyncState | null = null;
  #isLeader = false;
  #isStopped = false;
  #token: Token | null = null;
  #exchange: PushExchange | null = null;
  #timeLearntMono: number | null = null;
  #ledgerTurn: Promise<unknown> = Promise.resolve();

  constructor(parts: SyncParts) {
    this.#parts = parts;
    this.#transport = { post: (call) => this.#post(call) };
    this.#dumps = new Dumps({ ...parts, transport: this.#transport, driver: this });
  }

  /** Reads what the device remembers; sending begins when this tab leads. Never rejects: a memory that fails is tried again. */
  async start(): Promise<void> {
    const { ledger, clock, identity, show, isVisible } = this.#parts;
    try {
      const [meta, epochs, pending] = await Promise.all([
        ledger.readMeta(),
        ledger.readEpochs(),
        readPending(ledger),
      ]);
      if (this.#isStopped) return;
      const { serverClock, serverGen, isRevoked } = meta;
      const lastContactAt = serverClock === null ? null : serverClock.serverAt - serverClock.offset;
      this.#face = new SyncFace(clock, lastContactAt, show);
      this.#face.takePending(pending);
      const streams = ['coop', `outlet:${identity.outletId}`];
      const lines = epochs.map(lineOf);
      this.#state = startState({ epochs: lines, streams, serverGen, isRevoked, isVisible: isVisible() });
      this.#dispatch({ kind: 'led', isLeader: this.#isLeader });
    } catch (error) {
      this.#noteFault(error);
      this.#timers.set(
        'push',
        clock.setTimer(START_AGAIN_MS, () => void this.start()),
      );
    }
  }

  /** This tab sends from now on, or another does. */
  lead(isLeader: boolean): void {
    this.#isLeader = isLeader;
    this.#dispatch({ kind: 'led', isLeader });
  }

  /** The network came back, the page came to the front, or a person asked. */
  kick(): void {
    this.#dispatch({ kind: 'kicked' });
  }

  /** A token that counts, or null. */
  token(): string | null {
    return this.#token !== null && this.#parts.clock.mono() < this.#token.untilMono ? this.#token.text : null;
  }

  /** A stream has grown on the server. What is here already, or is none of ours, asks for nothing. */
  hearPoke({ stream, ...head }: Poke): void {
    if (this.#state?.pull.streams.includes(stream) !== true) return;
    isBehind(this.#parts.replica, stream, head)
      .then((isNews) => isNews && this.#dispatch({ kind: 'poked', streams: [stream] }))
      .catch((error: unknown) => this.#noteFault(error));
  }

  /** Asks for the rows of every stream, and so for a session when there is none. */
  pullNow(): void {
    this.#dispatch({ kind: 'poked', streams: this.#state?.pull.streams ?? [] });
  }

  /** The ledger has changed, in this tab or another. */
  noteLedgerChange(): void {
    void this.#inLedgerTurn(async () => {
      const [epochs, pending] = await Promise.all([this.#readLines(), readPending(this.#parts.ledger)]);
      this.#face?.takePending(pending);
      this.#dispatch({ kind: 'ledger-read', epochs });
    }).catch((error: unknown) => this.#noteFault(error));
  }

  stop(): void {
    this.#isStopped = true;
    this.#dumps.stop();
    for (const callOff of this.#timers.values()) callOff();
    this.#timers.clear();
    this.#face?.stop();
    this.#state = null;
  }

  #dispatch(event: SyncEvent): void {
    const isVisible = this.#parts.isVisible();
    if (this.#state !== null && this.#state.isVisible !== isVisible) this.#take({ kind: 'seen', isVisible });
    this.#take(event);
    if (this.#state !== null) this.#face?.take(this.#state);
  }

  #take(event: SyncEvent): void {
    if (this.#state === null) return;
    const { state, commands } = nextStep(this.#state, event);
    this.#state = state;
    for (const command of commands) this.#carryOut(command);
  }

  #carryOut(command: SyncCommand): void {
    if (command.kind === 'wait') {
      this.#timers.get(command.lane)?.();
      const delay = pickDelay(command, this.#parts.random.bytes(1)[0] ?? 0);
      const wake = (): void => this.#dispatch({ kind: 'timer', lane: command.lane });
      this.#timers.set(command.lane, this.#parts.clock.setTimer(delay, wake));
      return;
    }
    void this.#perform(command)
      .catch((error: unknown) => {
        this.#noteFault(error);
        return fallenEvent(command);
      })
      .then((event) => event !== null && this.#dispatch(event));
  }

  async #perform(command: Exclude<SyncCommand, { kind: 'wait' }>): Promise<SyncEvent | null> {
    const { ledger, identity } = this.#parts;
    switch (command.kind) {
      case 'open-session':
        return await this.#openSession();
      case 'push':
        return await this.#push(command);
      case 'mark':
        return await this.#mark(command);
      case 'adopt-generation':
        return await this.#adopt(command.serverGen);
      case 'check-chain': {
        const breach = await findBreach(ledger, identity.coopId, command.epoch);
        return { kind: 'chain-checked', epoch: command.epoch, breach };
      }
      case 'rehome':
        return await this.#rehome(command);
      case 'prune':
        await runPrune(this.#parts, this.#state?.pull.streams ?? []);
        return null;
      case 'drop-stream':
        await this.#dropStream(command.stream);
        return null;
      case 'pull':
        return await this.#pull(command);
      case 'mark-revoked':
        await ledger.patchMeta({ isRevoked: true });
        return null;
      case 'mark-reinstated':
        await ledger.patchMeta({ isRevoked: false });
        return null;
      case 'dump':
        await this.#dumps.handOver(command);
        return null;
    }
  }

  async #openSession(): Promise<SyncEvent> {
    const { identity, clock, sign } = this.#parts;
    const answer = await openSession(this.#transport, { ...identity, sign });
    if (!answer.ok) return { kind: 'session-failed', failure: answer.failure, tookMs: answer.tookMs };
    const { token, expiresAt, serverTime, serverGen } = answer.value;
    this.#token = { text: token, untilMono: clock.mono() + (expiresAt - serverTime) - TOKEN_MARGIN_MS };
    await this.#learnTime(serverTime);
    this.#dispatch({ kind: 'generation-heard', serverGen });
    return { kind: 'session-opened' };
  }

  async #push(command: Extract<SyncCommand, { kind: 'push' }>): Promise<SyncEvent> {
    const { identity, ledger, sign, build, clock, isPersisted } = this.#parts;
    const token = this.token();
    if (token === null)
      return { kind: 'push-failed', failure: { kind: 'unauthenticated' }, sent: 0, tookMs: 0 };
    const note = { build, schema: REPLICA_SCHEMA, isPersisted: isPersisted(), now: clock.now() };
    const road = { transport: this.#transport, token, now: () => clock.now() };
    const outcome = await runPush(command, { identity, ledger, sign, note, ...road });
    if (!outcome.ok) {
      const { failure, sent, tookMs } = outcome;
      return { kind: 'push-failed', failure, sent, tookMs };
    }
    this.#exchange = outcome.exchange;
    return { kind: 'push-answered', answer: outcome.answer };
  }

  async #mark(command: Extract<SyncCommand, { kind: 'mark' }>): Promise<SyncEvent> {
    const { ledger } = this.#parts;
    const exchange = this.#exchange;
    if (exchange === null) return { kind: 'mark-failed' };
    const mark = await markOf(exchange, command, this.#parts);
    return await this.#inLedgerTurn(async () => {
      await ledger.markPush(mark);
      this.#face?.noteStorage(false);
      await this.#showLedger();
      return { kind: 'marked', epochs: await this.#readLines(), behind: await this.#streamsBehind(exchange) };
    });
  }

  async #rehome(command: Extract<SyncCommand, { kind: 'rehome' }>): Promise<SyncEvent> {
    return await this.#inLedgerTurn(async () => {
      const outcome = await runRehome(command, this.#parts);
      this.#face?.noteStorage(false);
      await this.#showLedger();
      return { kind: 'rehomed', epoch: command.epoch, outcome, epochs: await this.#readLines() };
    });
  }

  async #dropStream(stream: string): Promise<void> {
    const { mirrors, replica, tellPage } = this.#parts;
    const page = await replica.dropStream(stream);
    await mirrors.takePage(page);
    tellPage(page);
  }

  async #adopt(serverGen: string): Promise<SyncEvent> {
    return await this.#inLedgerTurn(async () => {
      await this.#parts.ledger.adoptServerGen(serverGen);
      this.#face?.takePending(await readPending(this.#parts.ledger));
      return { kind: 'generation-adopted', serverGen, epochs: await this.#readLines() };
    });
  }

  async #pull(command: Extract<SyncCommand, { kind: 'pull' }>): Promise<SyncEvent> {
    const { identity, ledger, replica, mirrors, tellPage } = this.#parts;
    const token = this.token();
    if (token === null) return { kind: 'pull-failed', failure: { kind: 'unauthenticated' }, tookMs: 0 };
    const run = { deviceId: identity.deviceId, replica, ledger, transport: this.#transport, token };
    const outcome = await runPull(command, run).catch(async (error: unknown) => {
      // A page may be stored whose stamp could not be noted: it never comes again, so it is shown with everything else.
      await mirrors.rebuild();
      throw error;
    });
    if (!outcome.ok) return { kind: 'pull-failed', failure: outcome.failure, tookMs: outcome.tookMs };
    const { reply, taken, tookMs } = outcome;
    await mirrors.takePage(taken);
    tellPage(taken);
    if (taken.isCaughtUp) await this.#learnTime(reply.serverTime);
    if (taken.isCaughtUp) await this.#showLedger();
    this.#face?.notePulled();
    const hasMore = reply.more || !taken.isTaken;
    return { kind: 'page-taken', rowCount: reply.rows.length, hasMore, serverGen: reply.serverGen, tookMs };
  }

  /** What the server has said of own entries is shown: what waits, and what moves nothing because it was quarantined. */
  async #showLedger(): Promise<void> {
    const { ledger, mirrors } = this.#parts;
    await mirrors.takeVerdicts();
    this.#face?.takePending(await readPending(ledger));
  }

  /** Streams of ours whose head on the server lies beyond what is here. */
  async #streamsBehind({ reply }: PushExchange): Promise<readonly string[]> {
    const behind: string[] = [];
    for (const stream of this.#state?.pull.streams ?? []) {
      const seq = reply.heads[stream];
      const head = seq === undefined ? null : { gen: reply.serverGen, seq };
      if (head !== null && (await isBehind(this.#parts.replica, stream, head))) behind.push(stream);
    }
    return behind;
  }

  async #post<Reply>(call: Call<Reply>): Promise<Answer<Reply>> {
    const answer = await this.#parts.transport.post(call);
    this.#face?.noteContact(answer.ok || answer.hasAnswered);
    return answer;
  }

  /** Notes what the server's clock says of ours, at most once in a while: each note is a strict write on the device. */
  async #learnTime(serverAt: number): Promise<void> {
    const { clock, ledger } = this.#parts;
    const isKnown = this.#timeLearntMono !== null && clock.mono() - this.#timeLearntMono < LEARN_TIME_MS;
    if (isKnown) return;
    await ledger.patchMeta({ serverClock: { serverAt, offset: serverAt - clock.now() } });
    this.#timeLearntMono = clock.mono();
  }

  async #readLines(): Promise<readonly EpochLine[]> {
    return (await this.#parts.ledger.readEpochs()).map(lineOf);
  }

  /** Readings and marks of the ledger one after another, so that the pure half hears of them in the order they happened. */
  #inLedgerTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = this.#ledgerTurn.then(work);
    this.#ledgerTurn = turn.catch(() => undefined);
    return turn;
  }

  #noteFault(error: unknown): void {
    if (!(error instanceof StorageFailure)) {
      // A mistake of ours: the lane rests and tries again, but nobody must think that all is well.
      queueMicrotask(() => {
        throw error;
      });
      return;
    }
    // A memory that was handed over to a newer version is no fault: the app asks for a reload then.
    if (error.kind !== 'blocked') this.#face?.noteStorage(true);
  }
}

function lineOf({ epoch, ordinal, isOpen, seq, acked, prunedThrough }: EpochState): EpochLine {
  return { epoch, ordinal, isOpen, seq, acked, pruned: prunedThrough?.seq ?? 0 };
}
