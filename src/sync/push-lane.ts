import { PUSH_ENTRIES_MAX } from '#protocol/limits.ts';
import { grown, shrunk } from './batch-size.ts';
import { andThen, authorize, failLane, idle, rest } from './lanes.ts';
import type { EpochLine, Failure, PushAnswer, PushLane, Step, SyncState } from './sync-model.ts';

/** A first batch that a 2G link carries within the time limit; quick replies let it grow. */
const FIRST_BATCH = 50;

/** After so many replies in a row that moved nothing forward, the next try waits for its timer. */
const CORRECTIONS_MAX = 2;

/** Nothing is pruned yet, so every epoch is retained from its first entry; what lies before is the genesis point. */
export const OLDEST_RETAINED = 1;

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

/** The oldest epoch that has something to send, or null. */
export function nextUnsent(state: Pick<SyncState, 'epochs' | 'stopped'>): EpochLine | null {
  const unsent = state.epochs.filter((line) => line.acked < line.seq && !state.stopped.includes(line.epoch));
  return unsent.toSorted((a, b) => a.ordinal - b.ordinal)[0] ?? null;
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
  const polite = withPush(heard, { isRenewed: false, isHelloDue: false });
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
  const isTooSlow = failure.kind === 'unreachable' && failure.isTimeout && sent > 1;
  const sized = isTooSlow ? withPush(state, { entriesMax: shrunk(Math.min(entriesMax, sent)) }) : state;
  return failLane(sized, 'push', failure, tookMs);
}

/** Our own chain was recomputed after a `broken_chain`: intact means the bytes were hurt on the way. */
export function takeChainCheck(state: SyncState, epoch: string, isIntact: boolean): Step {
  if (state.push.phase !== 'checking') return stay(state, {});
  return isIntact ? continueAfterMark(corrected(state)) : startPush(stopped(state, epoch));
}

/** Takes the epoch out of the queue until it is re-homed: selling goes on, the badge says `check`. */
function stopped(state: SyncState, epoch: string): SyncState {
  return { ...state, stopped: [...state.stopped.filter((other) => other !== epoch), epoch] };
}

function takeOk(state: SyncState, answer: PushAnswer, matchedSeq: number): Step {
  // Without an equal hash the word "ok" proves nothing: nothing is marked, and the same entries go again.
  if (!answer.isOwnHash || matchedSeq < answer.baseSeq) return rest(corrected(state), 'push', answer.tookMs);
  const hasMoved = answer.sent === 0 || matchedSeq > answer.baseSeq;
  const { entriesMax, entriesCeiling } = state.push;
  const next = hasMoved
    ? withPush(state, {
        attempts: 0,
        corrections: 0,
        entriesMax: answer.sent === 0 ? entriesMax : grown(entriesMax, answer.tookMs, entriesCeiling),
      })
    : corrected(state);
  return mark(next, answer.epoch, { ackedTo: matchedSeq, ackedBackTo: null });
}

function takeGap(state: SyncState, answer: PushAnswer): Step {
  if (answer.serverAcked >= answer.baseSeq) return rest(corrected(state), 'push', answer.tookMs);
  return mark(corrected(state), answer.epoch, { ackedTo: null, ackedBackTo: answer.serverAcked });
}

/** The server knows another past than ours below the base: everything that is retained goes again, from the first entry. */
function takeBack(state: SyncState, answer: PushAnswer): Step {
  const start = OLDEST_RETAINED - 1;
  if (answer.baseSeq > start)
    return mark(corrected(state), answer.epoch, { ackedTo: null, ackedBackTo: start });
  return startPush(stopped(state, answer.epoch));
}

/** On a closed epoch what lies behind the matched point has moved on already, so only the mark is set right. */
function takeFork(state: SyncState, answer: PushAnswer): Step {
  const line = state.epochs.find((candidate) => candidate.epoch === answer.epoch);
  const { matchedSeq } = answer;
  if (line === undefined || line.isOpen || matchedSeq === null || !answer.isOwnHash) {
    return startPush(stopped(state, answer.epoch));
  }
  const acked =
    matchedSeq >= line.acked
      ? { ackedTo: matchedSeq, ackedBackTo: null }
      : { ackedTo: null, ackedBackTo: matchedSeq };
  return mark(corrected(state), answer.epoch, acked);
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
  return state.epochs.find((line) => line.isOpen && !state.stopped.includes(line.epoch)) ?? null;
}

function stay(state: SyncState, patch: Partial<PushLane>): Step {
  return { state: withPush(state, patch), commands: [] };
}

function withPush(state: SyncState, patch: Partial<PushLane>): SyncState {
  return { ...state, push: { ...state.push, ...patch } };
}
