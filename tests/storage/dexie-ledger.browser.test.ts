import { dexieGround } from './dexie-ground.ts';
import { ledgerContract } from './ledger-contract.ts';

ledgerContract('Dexie in Chromium', dexieGround);
