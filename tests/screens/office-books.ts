import type { OfficeDevices, OfficeFact, OfficeHouse, OfficeProducts } from '../../src/sync/office-live.ts';
import type { OfficePeople, OfficeSale } from '../../src/sync/office-live.ts';
import { MORNING } from './shop-floor.tsx';

/* What the office's server would answer in the tests' shop, each with what a test wants to be different. */

const MINUTE_MS = 60_000;
const EPOCH = 'e'.repeat(32);
const HASH = 'a'.repeat(64);
export const FACT_ID = '0192f0c4-7b1e-7c55-8c2b-2f4a6a1e9d01';

export function officeSale(changes: Partial<OfficeSale> = {}): OfficeSale {
  return {
    factId: FACT_ID,
    number: 'GI-A-000042',
    businessDate: '2026-11-23',
    at: MORNING,
    receivedAt: MORNING + 3 * MINUTE_MS,
    outletId: 'GI',
    deviceId: 'tablet-kasir-1',
    deviceName: 'Tablet kasir',
    staffId: 'rina',
    staffName: 'Rina Wulandari',
    status: 'accepted',
    reason: null,
    totalRupiah: 65_500,
    methods: ['cash'],
    lineCount: 1,
    findingCount: 0,
    ...changes,
  };
}

/** The bytes of the sale above, as a tablet writes them. */
export const SALE_BODY = JSON.stringify({
  v: 1,
  kind: 'sale.recorded',
  at: MORNING,
  clock: { boot: 1, mono: 5000 },
  tz: 'Asia/Makassar',
  businessDate: '2026-11-23',
  outletId: 'GI',
  actor: { staffId: 'rina', role: 'cashier' },
  app: 'test',
  priceVersion: { gen: 'g_1', seq: 4 },
  totals: { gross: 65_500, cash: 65_500, sales: 1, voids: 0, drawer: 0 },
  moves: [{ stockItemId: 'BRS-SPHP-5', place: 'GI-gerai', milli: -1000 }],
  number: 'GI-A-000042',
  shiftId: '0192f0c4-7b1e-7c55-8c2b-2f4a6a1e9d00',
  memberId: null,
  openedAt: MORNING - MINUTE_MS,
  lines: [
    {
      productId: 'BRS-SPHP-5',
      name: 'Beras SPHP 5 kg',
      unit: 'pak',
      soldMilli: 1000,
      milli: 1000,
      priceRupiah: 65_500,
      tier: 'retail',
      byAmount: false,
      programme: 'SPHP',
      discountRupiah: 0,
      amountRupiah: 65_500,
    },
  ],
  goodsRupiah: 65_500,
  discountRupiah: 0,
  roundingRupiah: 0,
  totalRupiah: 65_500,
  payments: [{ method: 'cash', amountRupiah: 65_500, tenderedRupiah: 70_000, changeRupiah: 4_500 }],
  breaches: [],
});

export function officeFact(changes: Partial<OfficeFact> = {}): OfficeFact {
  return {
    factId: FACT_ID,
    kind: 'sale.recorded',
    status: 'accepted',
    reason: null,
    deviceId: 'tablet-kasir-1',
    deviceName: 'Tablet kasir',
    staffName: 'Rina Wulandari',
    at: MORNING,
    receivedAt: MORNING + 3 * MINUTE_MS,
    number: 'GI-A-000042',
    body: SALE_BODY,
    content: HASH,
    isContentRight: true,
    paperCode: 'K7QM2XPA',
    entries: [
      {
        epoch: EPOCH,
        seq: 7,
        hash: HASH,
        previousHash: 'b'.repeat(64),
        origin: null,
        isHashRight: true,
        checkpoint: { seq: 9, at: MORNING + 4 * 3_600_000 + 5 * MINUTE_MS, isSignatureRight: true },
      },
    ],
    findings: [],
    ...changes,
  };
}

export type Device = OfficeDevices['devices'][number];

export function device(now: number, changes: Partial<Device> = {}): Device {
  return {
    deviceId: 'tablet-kasir-1',
    name: 'Tablet kasir',
    outletId: 'GI',
    series: 'A',
    certifiedAt: MORNING,
    isRevoked: false,
    seenAt: now - 20_000,
    build: '0.1.0',
    isPersisted: true,
    pending: 0,
    pendingRupiah: 0,
    oldestPendingAt: null,
    clockOffsetMs: 0,
    epochs: [
      {
        epoch: EPOCH,
        reason: 'install',
        ackedSeq: 12,
        headSeq: 12,
        missingRupiah: 0,
        durableSeq: 0,
      },
    ],
    findingCount: 0,
    ...changes,
  };
}

type Product = OfficeProducts['products'][number];

export function officeProduct(changes: Partial<Product> = {}): Product {
  return {
    id: 'BRS-SPHP-5',
    name: 'Beras SPHP 5 kg',
    category: 'beras',
    unit: 'pak',
    programme: 'SPHP',
    isActive: true,
    ceilingRupiah: 65_500,
    onHandMilli: 12_000,
    prices: [
      {
        id: 'BRS-SPHP-5-r-2',
        tier: 'retail',
        priceRupiah: 65_500,
        effectiveFrom: MORNING - 86_400_000,
        setBy: 'Siti Rahma',
        setAt: MORNING - 90_000_000,
        reason: 'HET baru',
      },
      {
        id: 'BRS-SPHP-5-r-1',
        tier: 'retail',
        priceRupiah: 62_500,
        effectiveFrom: 0,
        setBy: null,
        setAt: null,
        reason: null,
      },
    ],
    ...changes,
  };
}

export function people(): OfficePeople {
  return {
    people: [
      {
        staffId: 'siti',
        name: 'Siti Rahma',
        role: 'admin',
        isActive: true,
        hasPin: false,
        pinCodeUntil: null,
        account: 'siti.rahma',
        isInvited: false,
      },
      {
        staffId: 'rina',
        name: 'Rina Wulandari',
        role: 'cashier',
        isActive: true,
        hasPin: false,
        pinCodeUntil: null,
        account: null,
        isInvited: false,
      },
      {
        staffId: 'budi',
        name: 'Budi Santoso',
        role: 'supervisor',
        isActive: true,
        hasPin: false,
        pinCodeUntil: null,
        account: null,
        isInvited: false,
      },
    ],
  };
}

export function house(changes: Partial<OfficeHouse> = {}): OfficeHouse {
  return {
    coop: { id: 'kkmp', name: 'KKMP Graha Indah', cashStepRupiah: 100 },
    outlets: [
      {
        id: 'GI',
        code: 'GI',
        name: 'Gerai Graha Indah',
        address: 'Kel. Graha Indah, Balikpapan',
        zone: 'Asia/Makassar',
        places: [{ id: 'GI-gerai', name: 'Gerai', kind: 'gerai' }],
        receiptHead: [],
        receiptFoot: '',
      },
    ],
    counts: { people: 1, products: 0, members: 0, rules: 0, openingStock: 0, devices: 0, sales: 0 },
    server: { build: 'test', generation: 'g_1', database: 'sqlite', backupVerifiedAt: null },
    ...changes,
  };
}
