import { PUSH_ENTRIES_MAX } from '#protocol/limits.ts';
import { grown, shrunk } from './batch-size.ts';
import { andThen, authorize, failLane, idle, rest } from './lanes.ts';
import type {
  Breach,
  EpochLine,
  Failure,
  Point,
  PushAnswer,
  PushLane,
  Step,
  SyncCommand,
  SyncEvent,
  SyncState,
} from './sync-model.ts';

/** A first batch that a 2G link carries within the time limit; quick replies let it grow. */
const FIRST_BATCH = 50;

/** After so many replies in a row that moved nothing forward, the next try waits for its timer. */
const CORRECTIONS_MAX = 2;

/** The lane before anything has been sent. The first push is due even with no entries: it is the hello. */
export const NEW_PUSH_LANE: PushLane = {
  phase: 'idle',
  attempts: 0,
  corrections: 0,
  isRenewed: false,
  isHelloDue: true,
  entriesMax: FIRST_BATCH,
  entriesCeiling: PUSH_ENTRIES_MAX,
};

/** The oldest epoch that has something to send, or null. One in dispute comes last, so that it holds no other back. */
export function nextUnsent(state: Pick<SyncState, 'epochs' | 'disputed'>): EpochLine | null {
  const unsent = state.epochs.filter((line) => line.acked < line.seq);
  const rank = (line: EpochLine): number => (state.disputed.includes(line.epoch) ? 1 : 0);
  return unsent.toSorted((a, b) => rank(a) - rank(b) || a.ordinal - b.ordinal)[0] ?? null;
}

/** Sends what is next, or asks for a session first, or rests in peace when all is sent. */
export function startPush(state: SyncState): Step {
  if (!state.isLeader) return idle(state, 'push');
  // While another generation is being adopted `acked` is about to fall; its own event starts the lane again.
  if (state.restartingTo !== null) return stay(state, { phase: 'marking' });
  const target = nextUnsent(state) ?? (state.push.isHelloDue ? openEpoch(state) : null);
  if (target === null) return idle(withPush(state, { isHelloDue: false }), 'push');
  if (state.session !== 'open') return authorize(state, 'push');
  return {
    state: withPush(state, { phase: 'sending' }),
    commands: [
      { kind: 'push', epoch: target.epoch, afterSeq: target.acked, entriesMax: state.push.entriesMax },
    ],
  };
}

/** Decides what a reply changes. The ledger is marked first; the lane goes on when that is complete. */
export function takeAnswer(state: SyncState, answer: PushAnswer): Step {
  if (state.push.phase !== 'sending') return stay(state, {});
  const heard: SyncState = { ...state, refusedAs: null, isUpdateNeeded: false };
  // A hello is for the open epoch: what a closed one was told brings no series.
  const isHelloDue = state.push.isHelloDue && lineIn(state, answer.epoch)?.isOpen === false;
  const polite = withPush(heard, { isRenewed: false, isHelloDue });
  if (answer.serverGen !== state.serverGen) return adoptFromPush(polite, answer.serverGen);
  switch (answer.outcome) {
    case 'ok':
      return answer.matchedSeq === null
        ? takeBack(polite, answer)
        : takeOk(polite, answer, answer.matchedSeq);
    case 'gap':
      return takeGap(polite, answer);
    case 'rewind':
      return takeBack(polite, answer);
    case 'fork':
    case 'ahead':
      return takeFork(polite, answer);
  }
}

/** The ledger has noted the last reply: the next batch, or a pause when replies move nothing forward. */
export function continueAfterMark(state: SyncState): Step {
  return state.push.corrections > CORRECTIONS_MAX ? rest(state, 'push', 0) : startPush(state);
}

/** Answers a push that brought nothing. */
export function failPush(state: SyncState, failure: Failure, sent: number, tookMs: number): Step {
  if (state.push.phase !== 'sending') return stay(state, {});
  const { entriesMax } = state.push;
  if (failure.kind === 'too-large' && sent > 1) {
    const halved = shrunk(Math.min(entriesMax, sent));
    return startPush(withPush(state, { entriesMax: halved, entriesCeiling: halved }));
  }
  if (failure.kind === 'broken-chain') return checkChain(state);
  if (failure.kind === 'refused') return failRefused(state, failure, tookMs);
  const isTooSlow = failure.kind === 'unreachable' && failure.isTimeout && sent > 1;
  const sized = isTooSlow ? withPush(state, { entriesMax: shrunk(Math.min(entriesMax, sent)) }) : state;
  return failLane(sized, 'push', failure, tookMs);
}

/** Our own chain was recomputed after a `broken_chain`: intact means the bytes were hurt on the way. */
export function takeChainCheck(state: SyncState, epoch: string, breach: Breach | null): Step {
  if (state.push.phase !== 'checking') return stay(state, {});
  return breach === null
    ? continueAfterMark(corrected(state))
    : rehome(state, epoch, { reason: 'restore', ...breach });
}

/**
 * Entries have moved to a new epoch, or had to stay. A new open epoch says hello even with nothing to send, because the reply
 * brings the series that its first receipt should bear.
 */
export function takeRehomed(state: SyncState, event: Extract<SyncEvent, { kind: 'rehomed' }>): Step {
  if (state.push.phase !== 'rehoming') return stay(state, {});
  const { epoch, outcome } = event;
  if (outcome === 'too-often') return dispute(state, epoch);
  if (outcome === 'overtaken') return continueAfterMark(state);
  return continueAfterMark(withPush(undisputed(state, epoch), { isHelloDue: true }));
}

function undisputed(state: SyncState, epoch: string): SyncState {
  return { ...state, disputed: state.disputed.filter((other) => other !== epoch) };
}

/** Enough new lineages for one day: a person is called and the bytes are handed over, while selling and trying go on. */
function dispute(state: SyncState, epoch: string): Step {
  const isKnown = state.disputed.includes(epoch);
  const told = isKnown ? state : { ...state, disputed: [...state.disputed, epoch] };
  return andThen(rest(told, 'push', 0), (resting) => ({
    state: resting,
    commands: isKnown ? [] : [{ kind: 'dump', epoch, reason: 'rehomed-too-often' }],
  }));
}

/** The server flatly refuses. The entries go again by the timer; handed over once, they exist in two places meanwhile. */
function failRefused(state: SyncState, failure: Failure, tookMs: number): Step {
  const target = nextUnsent(state);
  return andThen(failLane(state, 'push', failure, tookMs), (told) => ({
    state: told,
    commands:
      target === null || state.refusedAs !== null
        ? []
        : [{ kind: 'dump', epoch: target.epoch, reason: 'server-refused' }],
  }));
}

function takeOk(state: SyncState, answer: PushAnswer, matchedSeq: number): Step {
  // Without an equal hash the word "ok" proves nothing: nothing is marked, and the same entries go again.
  if (!answer.isOwnHash || matchedSeq < answer.baseSeq) return rest(corrected(state), 'push', answer.tookMs);
  const hasMoved = answer.sent === 0 || matchedSeq > answer.baseSeq;
  const { entriesMax, entriesCeiling } = state.push;
  const next = hasMoved
    ? withPush(undisputed(state, answer.epoch), {
        attempts: 0,
        corrections: 0,
        entriesMax: answer.sent === 0 ? entriesMax : grown(entriesMax, answer.tookMs, entriesCeiling),
      })
    : corrected(state);
  return mark(next, answer.epoch, { ackedTo: matchedSeq, ackedBackTo: null });
}

/** The server has less than we thought. Entries that were pruned since can't be sent again: what is here goes on without them. */
function takeGap(state: SyncState, answer: PushAnswer): Step {
  const { serverAcked, matchedHash, epoch } = answer;
  if (serverAcked >= answer.baseSeq) return rest(corrected(state), 'push', answer.tookMs);
  const line = lineIn(state, epoch);
  if (line === undefined || serverAcked >= line.pruned)
    return mark(corrected(state), epoch, { ackedTo: null, ackedBackTo: serverAcked });
  if (matchedHash === null) return rest(corrected(state), 'push', answer.tookMs);
  const parent = { seq: serverAcked, hash: matchedHash };
  return rehome(state, epoch, { reason: 'restore', parent, missingTo: line.pruned });
}

/** The server knows another past than ours below the base: everything that is here goes again, from the first entry. */
function takeBack(state: SyncState, answer: PushAnswer): Step {
  const line = lineIn(state, answer.epoch);
  if (line === undefined) return continueAfterMark(corrected(state));
  if (answer.baseSeq > line.pruned)
    return mark(corrected(state), answer.epoch, { ackedTo: null, ackedBackTo: line.pruned });
  return rehome(state, answer.epoch, { reason: 'restore', parent: null, missingTo: null });
}

/**
 * On a closed epoch what lies behind the matched point has moved on already, so only the mark is set right; entries that the
 * server will never take at their place go on in a new one all the same, or they would be sent for ever.
 */
function takeFork(state: SyncState, answer: PushAnswer): Step {
  const { matchedSeq, matchedHash, epoch, outcome, baseSeq, sent } = answer;
  if (matchedSeq === null || matchedHash === null) return takeBack(state, answer);
  const line = lineIn(state, epoch);
  if (line === undefined || !answer.isOwnHash) return rest(corrected(state), 'push', answer.tookMs);
  const isStuck = outcome === 'fork' && matchedSeq === baseSeq && sent > 0;
  if (line.isOpen || isStuck) {
    const parent = { seq: matchedSeq, hash: matchedHash };
    return rehome(state, epoch, { reason: outcome === 'ahead' ? 'ahead' : 'fork', parent, missingTo: null });
  }
  const acked =
    matchedSeq >= line.acked
      ? { ackedTo: matchedSeq, ackedBackTo: null }
      : { ackedTo: null, ackedBackTo: matchedSeq };
  return mark(corrected(state), epoch, acked);
}

/** The ledger looks for itself whether it still stands as the answer took it, so nothing is decided here for good. */
function rehome(
  state: SyncState,
  epoch: string,
  how: Pick<Extract<SyncCommand, { kind: 'rehome' }>, 'reason' | 'missingTo'> & {
    readonly parent: Point | null;
  },
): Step {
  const line = lineIn(state, epoch);
  if (line === undefined) return continueAfterMark(corrected(state));
  const { isOpen } = line;
  return {
    state: withPush(corrected(state), { phase: 'rehoming' }),
    commands: [{ kind: 'rehome', epoch, isOpen, serverGen: state.serverGen, ...how }],
  };
}

function lineIn(state: SyncState, epoch: string): EpochLine | undefined {
  return state.epochs.find((line) => line.epoch === epoch);
}

function adoptFromPush(state: SyncState, serverGen: string): Step {
  const waiting = withPush(corrected(state), { phase: 'marking' });
  if (state.restartingTo === serverGen) return { state: waiting, commands: [] };
  return {
    state: { ...waiting, restartingTo: serverGen },
    commands: [{ kind: 'adopt-generation', serverGen }],
  };
}

function mark(
  state: SyncState,
  epoch: string,
  acked: { readonly ackedTo: number | null; readonly ackedBackTo: number | null },
): Step {
  return { state: withPush(state, { phase: 'marking' }), commands: [{ kind: 'mark', epoch, ...acked }] };
}

function checkChain(state: SyncState): Step {
  const target = nextUnsent(state) ?? openEpoch(state);
  if (target === null) return rest(state, 'push', 0);
  return andThen(stay(state, { phase: 'checking' }), (checking) => ({
    state: checking,
    commands: [{ kind: 'check-chain', epoch: target.epoch }],
  }));
}

function corrected(state: SyncState): SyncState {
  return withPush(state, { corrections: state.push.corrections + 1 });
}

function openEpoch(state: SyncState): EpochLine | null {
  return state.epochs.find((line) => line.isOpen) ?? null;
}

function stay(state: SyncState, patch: Partial<PushLane>): Step {
  return { state: withPush(state, patch), commands: [] };
}

function withPush(state: SyncState, patch: Partial<PushLane>): SyncState {
  return { ...state, push: { ...state.push, ...patch } };
}
