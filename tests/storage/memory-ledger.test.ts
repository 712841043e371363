import { createMemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import type { MemoryLedger } from '../../src/storage/ledger/memory-ledger.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('memory', async (seed) => {
  const ledger: MemoryLedger = createMemoryLedger(seed);
  return {
    ledger,
    openAgain: async () => ledger.openAgain(),
    restart: async () => ledger.openAgain(),
    damage: async (...place) => ledger.damage(...place),
    writeAsFirstProgram: async () => ledger.writeAsFirstProgram(),
    async keepImage() {
      const image = ledger.copyDisk();
      return async () => image.openAgain();
    },
    failNextCommit: () => ledger.failNextCommit('quota'),
    writeAsNewerProgram: async () => ledger.writeAsNewerProgram(),
    discard: async () => ledger.close(),
  };
});
