import { PULL_ROWS_MAX } from '#protocol/limits.ts';
import { grown, shrunk } from './batch-size.ts';
import { andThen, authorize, failLane, idle } from './lanes.ts';
import { nextUnsent } from './push-lane.ts';
import type { Failure, PullLane, Step, SyncEvent, SyncState } from './sync-model.ts';

/** A first page that a 2G link carries within the time limit. */
export const FIRST_PAGE_ROWS = 250;

/** When nothing else asks for rows, the server is asked this often. */
const POLL_MS = 60_000;
const POLL_MS_MIN = 50_000;

/** The lane before the first page. */
export function newPullLane(streams: readonly string[]): PullLane {
  return {
    phase: 'idle',
    attempts: 0,
    isRenewed: false,
    streams,
    due: streams,
    rowsMax: FIRST_PAGE_ROWS,
  };
}

/** Reads the first due stream; all of them when none is named. */
export function startPull(state: SyncState): Step {
  if (!state.isLeader || (state.isRevoked && !state.isAskingReturn)) return idle(state, 'pull');
  const due = state.pull.due.length > 0 ? state.pull.due : state.pull.streams;
  const asked = withPull(state, { due });
  const stream = due[0];
  if (stream === undefined) return idle(asked, 'pull');
  if (state.session !== 'open') return authorize(asked, 'pull');
  return {
    state: withPull(asked, { phase: 'pulling' }),
    commands: [{ kind: 'pull', stream, rowsMax: state.pull.rowsMax }],
  };
}

/** Reads these streams now, or right after what is being read. A lane that backs off is left to its timer. */
export function pullSoon(state: SyncState, streams: readonly string[]): Step {
  if (streams.length === 0) return { state, commands: [] };
  const { phase, attempts, due } = state.pull;
  const isPolling = phase === 'resting' && attempts === 0;
  if (phase === 'idle' || isPolling) return startPull(withPull(state, { due: streams }));
  // The stream being read may have been read past the change already, so it is asked for once more behind the others.
  const behind = due.slice(phase === 'pulling' ? 1 : 0);
  const more = streams.filter((stream) => !behind.includes(stream));
  return { state: withPull(state, { due: [...due, ...more] }), commands: [] };
}

/** A page and its cursor are stored: the next page, the next stream, or the end of the round. */
export function takePage(state: SyncState, page: Extract<SyncEvent, { kind: 'page-taken' }>): Step {
  if (state.pull.phase !== 'pulling') return { state, commands: [] };
  const { due, rowsMax } = state.pull;
  const taken = withPull(state, {
    attempts: 0,
    isRenewed: false,
    due: page.hasMore ? due : due.slice(1),
    rowsMax: page.rowCount === rowsMax ? grown(rowsMax, page.tookMs, PULL_ROWS_MAX) : rowsMax,
  });
  const heard = andThen(reinstate(taken), (next) => hearGeneration(next, page.serverGen));
  return andThen(heard, goOn);
}

/** Answers a pull that brought nothing. */
export function failPull(state: SyncState, failure: Failure, tookMs: number): Step {
  if (state.pull.phase !== 'pulling') return { state, commands: [] };
  const [stream] = state.pull.due;
  if (failure.kind === 'refused' && failure.problem === 'not_found' && isOfAPlace(stream))
    return dropStream(state, stream);
  const isTooSlow = failure.kind === 'unreachable' && failure.isTimeout;
  const sized = isTooSlow ? withPull(state, { rowsMax: shrunk(state.pull.rowsMax) }) : state;
  const asked = failure.kind === 'revoked' ? { ...sized, isAskingReturn: false } : sized;
  return failLane(asked, 'pull', failure, tookMs);
}

/** The server named its generation: another one than ours is adopted, once. */
export function hearGeneration(state: SyncState, serverGen: string): Step {
  if (serverGen === state.serverGen || serverGen === state.restartingTo) return { state, commands: [] };
  return {
    state: { ...state, restartingTo: serverGen },
    commands: [{ kind: 'adopt-generation', serverGen }],
  };
}

/** A page for a revoked device: an admin has taken the revocation back. */
function reinstate(state: SyncState): Step {
  if (!state.isRevoked) return { state, commands: [] };
  return {
    state: { ...state, isRevoked: false, isAskingReturn: false },
    commands: [{ kind: 'mark-reinstated' }],
  };
}

/** Every device of a co-operative may read its master data, so only what belongs to a place can be lost as a scope. */
function isOfAPlace(stream: string | undefined): stream is string {
  return stream !== undefined && stream !== 'coop';
}

/** The rows of a place that is ours no more go; it is asked for again with the next poll, in case it is given back. */
function dropStream(state: SyncState, stream: string): Step {
  const dropped: Step = {
    state: withPull(state, { attempts: 0, isRenewed: false, due: state.pull.due.slice(1) }),
    commands: [{ kind: 'drop-stream', stream }],
  };
  return andThen(dropped, goOn);
}

function goOn(state: SyncState): Step {
  return state.pull.due.length > 0 ? startPull(state) : endRound(state);
}

function endRound(state: SyncState): Step {
  if (!state.isLeader) return idle(state, 'pull');
  const isQuiet = state.push.phase === 'idle' && nextUnsent(state) === null;
  return {
    state: withPull(state, { phase: 'resting' }),
    commands: [
      { kind: 'wait', lane: 'pull', minMs: POLL_MS_MIN, maxMs: POLL_MS },
      ...(isQuiet ? [{ kind: 'prune' } as const] : []),
    ],
  };
}

function withPull(state: SyncState, patch: Partial<PullLane>): SyncState {
  return { ...state, pull: { ...state.pull, ...patch } };
}
