import type { LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import { appendContract } from './append-contract.ts';
import { ledgerKit, type LedgerGround } from './ledger-kit.ts';
import { markContract } from './mark-contract.ts';
import { pruneContract } from './prune-contract.ts';
import { rehomeContract } from './rehome-contract.ts';
import { takeBackContract } from './take-back-contract.ts';

/** What every ledger does, wherever it lies. */
export function ledgerContract(name: string, begin: (seed: LedgerSeed) => Promise<LedgerGround>): void {
  const kit = ledgerKit(begin);
  appendContract(name, kit);
  markContract(name, kit);
  rehomeContract(name, kit);
  pruneContract(name, kit);
  takeBackContract(name, kit);
}
