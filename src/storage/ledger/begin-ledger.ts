import { genesisHash, ZERO_TOTALS } from '#domain/chain.ts';
import type { EpochOpen } from '#protocol/push.ts';
import type { EpochState, LedgerRecord, LedgerSeed } from './ledger-port.ts';
import { NO_PAPERS, WRITER_SCHEMA } from './ledger-record.ts';

/** The record and the first epoch of a ledger that begins with an enrolment. */
export function beginLedger(seed: LedgerSeed): { record: LedgerRecord; epoch: EpochState } {
  const { identity, epoch } = seed;
  const open: EpochOpen = { parent: null, reason: 'install', missing: null };
  const { coopId, deviceId } = identity;
  const hash = genesisHash({ coopId, deviceId, epoch, parent: null, reason: open.reason, missing: null });
  return {
    record: {
      identity,
      serverGen: seed.serverGen,
      series: seed.series,
      counters: NO_PAPERS,
      boot: 0,
      openShift: null,
      lastFactDate: null,
      serverClock: seed.serverClock,
      isRevoked: false,
      openEpoch: epoch,
      writerSchema: WRITER_SCHEMA,
    },
    epoch: {
      epoch,
      ordinal: 1,
      open,
      isOpen: true,
      genesisHash: hash,
      startTotals: ZERO_TOTALS,
      seq: 0,
      hash,
      totals: ZERO_TOTALS,
      acked: 0,
      ackedGross: 0,
      durable: 0,
      durableAt: null,
      needsAttention: 0,
    },
  };
}
