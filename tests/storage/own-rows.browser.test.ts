import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProductChanged, ProductRegistered } from '#domain/facts.ts';
import { rupiah } from '#domain/money.ts';
import type { Product } from '#domain/product.ts';
import { accepted } from '#domain/result.ts';
import { createDexieLedger } from '../../src/storage/ledger/dexie-ledger.ts';
import type { AppendState, LedgerPort, LedgerSeed } from '../../src/storage/ledger/ledger-port.ts';
import { loadCatalogue, useCatalogue } from '../../src/storage/replica/catalogue.ts';
import { openReplica } from '../../src/storage/replica/dexie-replica.ts';
import { refreshMirrors, refreshVerdicts } from '../../src/storage/replica/mirrors.ts';
import type { Replica } from '../../src/storage/replica/replica.ts';
import { aMark, anAppend, newId, newSeed, shiftOpenedFact } from './ledger-seed.ts';
import { aPage, aStamp, priceRow, productRow } from './replica-pages.ts';

const SOAP = 'SABUN-BARU';

let seed: LedgerSeed;
let ledger: LedgerPort;
let replica: Replica;

const productOf = (id: string, over: Partial<Product> = {}): Product => {
  const [, , , row] = productRow(id, 0, { ...over });
  return row as unknown as Product;
};

function frameOf(state: AppendState) {
  const { kind: _kind, floatRupiah: _float, ...frame } = shiftOpenedFact(state);
  return frame;
}

async function tell(decide: (state: AppendState) => ProductRegistered | ProductChanged): Promise<void> {
  const request = { factId: newId(), cart: null, isSame: () => true };
  const appended = await ledger.append({ ...request, decide: (state) => accepted(decide(state)) });
  if (!appended.ok) throw new Error('refused');
  await loadCatalogue(ledger, replica);
}

const registerSoap = (): Promise<void> =>
  tell((state) => ({
    ...frameOf(state),
    kind: 'product.registered',
    product: productOf(SOAP, { name: 'Sabun baru' }),
    priceRupiah: rupiah(4_000),
    effectiveFrom: 0,
  }));

const rename = (id: string, name: string): Promise<void> =>
  tell((state) => ({
    ...frameOf(state),
    kind: 'product.changed',
    product: productOf(id, { name }),
    seenSeq: 1,
  }));

const pull = async (...page: Parameters<typeof aPage>): Promise<void> => {
  const taken = await replica.takePage(aPage(...page), 'coop');
  expect(taken.isTaken).toBe(true);
  await refreshMirrors(ledger, replica, taken);
};

/** Names by product, and how many prices each has: a row that counted twice would show here. */
const shown = (): Record<string, [name: string, prices: number]> =>
  Object.fromEntries(
    useCatalogue
      .getState()
      .products.map(({ product, prices }) => [product.id, [product.name, prices.length]]),
  );

beforeEach(async () => {
  seed = await newSeed();
  ledger = await createDexieLedger(seed);
  replica = await openReplica({ deviceId: seed.identity.deviceId, outletId: 'gi', pinKey: seed.keys.pinKey });
  await pull([productRow('RICE', 1), priceRow('RICE', 60_000, 2)], { mine: aStamp(seed.epoch, 0) });
});

afterEach(() => {
  ledger.close();
  replica.close();
});

test('goods registered here are found and have their price before any server has heard of them', async () => {
  await registerSoap();
  expect(shown()).toEqual({ RICE: ['Barang RICE', 1], [SOAP]: ['Sabun baru', 1] });
  expect(useCatalogue.getState().byBarcode.get(SOAP)?.prices).toMatchObject([{ priceRupiah: 4_000 }]);
});

test('a restart lays them over the rows again', async () => {
  await registerSoap();
  await rename('RICE', 'Beras baru');
  const before = shown();
  useCatalogue.setState({ products: [] });
  await loadCatalogue(ledger, replica);
  expect(shown()).toEqual(before);
  expect(before['RICE']).toEqual(['Beras baru', 1]);
});

test('once a page contains the entry, its row speaks alone, also when somebody has changed it since', async () => {
  await registerSoap();
  await rename('RICE', 'Beras baru');
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 2 }));
  await refreshVerdicts(ledger, replica);
  // Pushed, and the rows are not here yet: what the person did must not vanish meanwhile, a restart included.
  await loadCatalogue(ledger, replica);
  expect(shown()['RICE']).toEqual(['Beras baru', 1]);
  const soap = productRow(SOAP, 3, { name: 'Sabun baru' });
  const soapPrice = ['price', `${SOAP}:retail:1970-01-01.28800000`, 4] as const;
  await pull(
    [
      soap,
      [
        ...soapPrice,
        { id: soapPrice[1], productId: SOAP, tier: 'retail', priceRupiah: 4_000, effectiveFrom: 0 },
      ],
      productRow('RICE', 6, { name: 'Beras dari tablet lain' }),
    ],
    { from: 2, mine: aStamp(seed.epoch, 2) },
  );
  expect(shown()).toEqual({ RICE: ['Beras dari tablet lain', 1], [SOAP]: ['Sabun baru', 1] });
});

test('a page that stopped half way speaks for the rows it brought and for no others', async () => {
  await rename('RICE', 'Beras baru');
  await registerSoap();
  const half = { from: 2, more: true, head: 9, mine: aStamp(seed.epoch, 2) };
  const taken = await replica.takePage(aPage([productRow('RICE', 5, { name: 'Beras pusat' })], half), 'coop');
  expect(taken.isCaughtUp).toBe(false);
  await loadCatalogue(ledger, replica);
  expect(shown()).toEqual({ RICE: ['Beras pusat', 1], [SOAP]: ['Sabun baru', 1] });
});

test('what the server holds stays, what it quarantines goes', async () => {
  await registerSoap();
  await rename('RICE', 'Beras baru');
  const statuses = [
    [1, 'held', 'unknown_kind'],
    [2, 'quarantined', 'device_revoked'],
  ] as const;
  await ledger.markPush(aMark(seed.epoch, { ackedTo: 2, statuses }));
  await refreshVerdicts(ledger, replica);
  const expected = { RICE: ['Barang RICE', 1], [SOAP]: ['Sabun baru', 1] };
  expect(shown()).toEqual(expected);
  await pull([], { from: 2, mine: aStamp(seed.epoch, 2, { unapplied: [1], quarantined: [2] }) });
  await loadCatalogue(ledger, replica);
  expect(shown()).toEqual(expected);
});

test('a server restored from an older backup takes nothing away that was made here', async () => {
  await registerSoap();
  await pull([productRow(SOAP, 3, { name: 'Sabun baru' })], { from: 2, mine: aStamp(seed.epoch, 1) });
  const restored = { serverGen: 'g_2', reset: true, mine: aStamp(seed.epoch, 0) };
  await pull([productRow('RICE', 1)], restored);
  expect(shown()[SOAP]).toEqual(['Sabun baru', 1]);
});

test('two loads at once end with the newest state', async () => {
  for (let sale = 0; sale < 3; sale += 1) await ledger.append(anAppend());
  await Promise.all([loadCatalogue(ledger, replica), registerSoap(), loadCatalogue(ledger, replica)]);
  expect(shown()[SOAP]).toEqual(['Sabun baru', 1]);
});

test('columns that this program does not know stay in a changed row', async () => {
  await pull([productRow('RICE', 3, { colour: 'putih' })], { from: 2, mine: aStamp(seed.epoch, 0) });
  const rice = useCatalogue.getState().byId.get('RICE')?.product;
  if (rice === undefined) throw new Error('no rice');
  await tell((state) => ({
    ...frameOf(state),
    kind: 'product.changed',
    product: { ...rice, name: 'Beras baru' },
    seenSeq: 3,
  }));
  expect(useCatalogue.getState().byId.get('RICE')?.product).toMatchObject({
    name: 'Beras baru',
    colour: 'putih',
  });
});
