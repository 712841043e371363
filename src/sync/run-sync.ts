import { isVisible, onOnline, onVisible } from '../device/connectivity.ts';
import { usePersistence } from '../device/storage-health.ts';
import { useActFault } from '../storage/act-fault.ts';
import { watchLedger } from '../storage/ledger/watch-ledger.ts';
import { mirrorsOfPage, type Mirrors } from '../storage/replica/mirrors.ts';
import type { TakenPage } from '../storage/replica/replica.ts';
import { isSignedBy, signText } from './device-signature.ts';
import { EntryGuard } from './guard-entries.ts';
import { leadOneTab } from './leader.ts';
import { packGzip } from './pack.ts';
import { PokeLine } from './poke-line.ts';
import { readPokes } from './read-pokes.ts';
import { SyncDriver } from './sync-driver.ts';
import { readCopyOf } from './read-copy.ts';
import type { OnCut, RunningSync, SyncPlace } from './sync-place.ts';
import { UNKNOWN_STATUS, useSyncStatus, type SyncStatus } from './sync-status.ts';
import { openTabChannel, type TabMessage } from './tab-channel.ts';
import { createTransport, type Fetch } from './transport.ts';

const load: Fetch = (address, init) => fetch(address, init);

/** Runs the sync on the browser's own network, page, locks and keys. Loaded after the first screen: `startSync`. */
export function runSync(place: SyncPlace, onCut: OnCut): RunningSync {
  const { identity, ledger, replica, clock, random } = place;
  const mirrors = mirrorsOfPage(ledger, replica);
  const { deviceId } = identity;
  let isLeader = false;
  let told = UNKNOWN_STATUS;
  // Each tab adds what only it knows: the leading one is not told of an act that failed in another.
  const present = (status: SyncStatus): void => {
    told = status;
    useSyncStatus.setState(useActFault.getState().hasFault ? { ...told, state: 'storage' } : told);
  };
  const hear = (message: TabMessage): void => {
    if (message.kind === 'send-now') driver.kick();
    else if (isLeader) return;
    else if (message.kind === 'status') present(message.status);
    // A page that can't be shown now is shown with the next one, or after a reload.
    else showPage(mirrors, message.page).catch(() => undefined);
  };
  const channel = openTabChannel(deviceId, hear);
  const tools = toolsOf(place);
  const driver = new SyncDriver({
    ...place,
    ...tools,
    mirrors,
    isVisible,
    isPersisted: () => usePersistence.getState().answer === 'granted',
    // A tab that does not lead knows what waits, but not how the server fares: it shows what the leading tab tells.
    show: (status) => {
      if (!isLeader) return;
      present(status);
      channel.tell({ kind: 'status', status });
      pokes.look();
    },
    tellPage: (page) => channel.tell({ kind: 'page', page }),
  });
  const pokes = new PokeLine({
    clock,
    random,
    isVisible,
    target: driver,
    listen: (token, ears, signal) => readPokes(token, ears, { fetch: load, clock }, signal),
  });
  const guard = new EntryGuard(place, { ...tools, isVisible, onCut });
  const stepDown = leadOneTab(locksOf(navigator), deviceId, (leads) => {
    isLeader = leads;
    for (const part of [driver, pokes, guard]) part.lead(leads);
  });
  const kick = (): void => {
    driver.kick();
    pokes.hurry();
  };
  const endings = [
    stepDown,
    onOnline(kick),
    onVisible(kick),
    watchLedger(ledger, () => {
      driver.noteLedgerChange();
      guard.note();
    }),
    useActFault.subscribe(() => present(told)),
    () => pokes.lead(false),
    ...[guard, driver].map((part) => () => part.stop()),
    () => channel.close(),
  ];
  void driver.start();
  return {
    sendNow: () => (isLeader ? driver.kick() : channel.tell({ kind: 'send-now' })),
    stop() {
      for (const end of endings) end();
    },
  };
}

/** The browser's own line, and this device's keys and second copy. */
function toolsOf({ identity, ledger, clock }: SyncPlace) {
  return {
    transport: createTransport(load, clock, packGzip),
    sign: async (text: string) => signText((await ledger.readKeys()).signing.privateKey, text),
    isSignedBy,
    secondCopy: () => readCopyOf(identity.deviceId),
  };
}

async function showPage(mirrors: Mirrors, page: TakenPage): Promise<void> {
  await mirrors.takePage(page);
  await mirrors.takeVerdicts();
}

/** The types promise a lock manager; a page that is no secure context has none. */
function locksOf(navigator: { readonly locks?: LockManager }): LockManager | undefined {
  return navigator.locks;
}
