import { heldDelay, retryDelay } from './backoff.ts';
import type { Failure, Lane, Step, SyncState } from './sync-model.ts';

/** What both lanes have in common: resting, holding, and asking for the session that they share. */

interface LanePatch {
  readonly phase?: 'idle' | 'resting' | 'held' | 'authorizing';
  readonly attempts?: number;
  readonly isRenewed?: boolean;
}

/** Changes what both kinds of lane have. */
export function withLane(state: SyncState, lane: Lane, patch: LanePatch): SyncState {
  return lane === 'push'
    ? { ...state, push: { ...state.push, ...patch } }
    : { ...state, pull: { ...state.pull, ...patch } };
}

/** Nothing to do, nothing to wait for. */
export function idle(state: SyncState, lane: Lane): Step {
  return { state: withLane(state, lane, { phase: 'idle' }), commands: [] };
}

/** Waits a while and tries again: there is no last try. @param tookMs how long the failed attempt lasted */
export function rest(state: SyncState, lane: Lane, tookMs: number): Step {
  const attempts = state[lane].attempts + 1;
  const range = retryDelay(attempts, state.isVisible, tookMs);
  return {
    state: withLane(state, lane, { phase: 'resting', attempts }),
    commands: [{ kind: 'wait', lane, ...range }],
  };
}

/** Waits for the session that both lanes use, and asks for it if nobody has. */
export function authorize(state: SyncState, lane: Lane): Step {
  const waiting = withLane(state, lane, { phase: 'authorizing' });
  if (state.session === 'opening') return { state: waiting, commands: [] };
  return { state: { ...waiting, session: 'opening' }, commands: [{ kind: 'open-session' }] };
}

/** What every failure does, whichever lane met it. What only a push can meet is answered in `push-lane.ts` before. */
export function failLane(state: SyncState, lane: Lane, failure: Failure, tookMs: number): Step {
  switch (failure.kind) {
    case 'unauthenticated': {
      const signedOut: SyncState = { ...state, session: state.session === 'open' ? 'none' : state.session };
      if (state[lane].isRenewed) return rest(signedOut, lane, tookMs);
      return authorize(withLane(signedOut, lane, { isRenewed: true }), lane);
    }
    case 'busy':
      return failure.retryAfterMs === null
        ? rest(state, lane, tookMs)
        : hold(state, lane, failure.retryAfterMs);
    case 'revoked':
      return failRevoked(state, lane, tookMs);
    case 'update-needed':
      return rest({ ...state, isUpdateNeeded: true }, lane, tookMs);
    case 'refused':
      // A refused pull shows nothing new; a refused push means that sales stay here, and a person has to know.
      return rest(lane === 'push' ? { ...state, refusedAs: failure.problem } : state, lane, tookMs);
    case 'too-large':
    case 'broken-chain':
    case 'unreachable':
    case 'server-error':
    case 'storage':
      return rest(state, lane, tookMs);
  }
}

/** Does one step after another and keeps the commands of both. */
export function andThen(step: Step, next: (state: SyncState) => Step): Step {
  const following = next(step.state);
  return { state: following.state, commands: [...step.commands, ...following.commands] };
}

function hold(state: SyncState, lane: Lane, retryAfterMs: number): Step {
  const attempts = state[lane].attempts + 1;
  return {
    state: withLane(state, lane, { phase: 'held', attempts }),
    commands: [{ kind: 'wait', lane, ...heldDelay(retryAfterMs) }],
  };
}

/** A revoked device may still bring what it has, into quarantine; rows it gets no more. */
function failRevoked(state: SyncState, lane: Lane, tookMs: number): Step {
  const told: Step = {
    state: { ...state, isRevoked: true },
    commands: state.isRevoked ? [] : [{ kind: 'mark-revoked' }],
  };
  return andThen(told, (revoked) =>
    lane === 'push' ? rest(revoked, 'push', tookMs) : idle(revoked, 'pull'),
  );
}
