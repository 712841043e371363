import type { Coop, Outlet, Staff } from '#domain/coop.ts';
import { parseBusinessDate } from '#domain/time.ts';
import { milli } from '#domain/quantity.ts';
import { looseSugar } from '../../domain/builders.ts';
import type { App } from '../../../sync-server/app.ts';
import { appendOwnFacts, foundCoop, type OwnDraft } from '../../../sync-server/ledger/own-ledger.ts';
import { openPremises, type Premises } from '../../../sync-server/premises.ts';
import { buildServer, type ServerOptions } from '../../../sync-server/server.ts';
import { FakeClock, FakeRandom } from './fake-world.ts';
import { clearPlace, makePlace, type StorePlace } from './store-place.ts';

export const COOP_ID = 'kkmp-uji';
export const PUBLIC_URL = 'http://localhost:8080';
export const CONSOLE_TOKEN = 'console-token-of-the-tests';

export const OUTLET: Outlet = {
  id: 'GI',
  code: 'GI',
  name: 'Gerai Uji',
  address: 'Balikpapan',
  zone: 'Asia/Makassar',
  places: [
    { id: 'GI-gerai', name: 'Gerai', kind: 'gerai' },
    { id: 'GI-gudang', name: 'Gudang', kind: 'gudang' },
  ],
};

const COOP: Coop = { id: COOP_ID, name: 'KKMP Uji', cashStepRupiah: 100 };
export const CASHIER: Staff = { id: 'rina', name: 'Rina', role: 'cashier', isActive: true };

export const SUGAR = looseSugar;

export const SUGAR_PRICE = {
  id: 'GLA-CRH:retail:2026-01-01',
  productId: 'GLA-CRH',
  tier: 'retail',
  priceRupiah: 18_000,
  effectiveFrom: Date.UTC(2025, 11, 31, 16),
};

/** A small shop with one product, one cashier and 24 kg of sugar, on a real database of its own. */
export interface Shop {
  /** Its books: a folder, and on PostgreSQL a database too. */
  readonly place: StorePlace;
  readonly folder: string;
  readonly premises: Premises;
  readonly app: App;
  readonly clock: FakeClock;
  close(): Promise<void>;
}

export interface ShopOptions extends Partial<ServerOptions> {
  readonly mode?: Premises['mode'];
  /** Opens books that are there already; they stay when the shop is closed. */
  readonly place?: StorePlace;
  readonly clock?: FakeClock;
  readonly seed?: string;
  /** Leaves the books empty, as on a first start. */
  readonly isEmpty?: boolean;
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const { mode = 'demo', clock = new FakeClock(), isEmpty = false, seed = 'shop', ...rest } = options;
  const place = options.place ?? (await makePlace());
  const premises = await openPremises({ mode, ...place, clock, random: new FakeRandom(seed) });
  if (!isEmpty && options.place === undefined) await fillShop(premises);
  const server = {
    appFolder: null,
    logLevel: 'silent',
    consoleToken: CONSOLE_TOKEN,
    metricsToken: null,
    publicUrl: PUBLIC_URL,
    ...rest,
  } as const;
  const app = await buildServer(premises, server);
  const close = async (): Promise<void> => {
    await app.close();
    if (options.place === undefined) await clearPlace(place);
  };
  return { place, folder: place.dataFolder, premises, app, clock, close };
}

/** Writes master rows and opening stock through the server's own ledger. */
export async function fillShop(premises: Premises, coopId = COOP_ID): Promise<void> {
  const rows = (entity: 'coop' | 'outlet' | 'staff' | 'product' | 'price', ...all: object[]): OwnDraft => ({
    kind: 'master.imported',
    documentId: `import-${entity}`,
    part: 1,
    parts: 1,
    entity,
    rows: all.map((row) => ({ ...row })),
    moves: [],
  });
  await premises.store.write(async (tx) => {
    await foundCoop(tx, premises, coopId);
    await appendOwnFacts(tx, premises, { coopId, outlet: OUTLET }, [
      rows('coop', { ...COOP, id: coopId }),
      rows('outlet', OUTLET),
      rows('staff', { ...CASHIER, pin: null }),
      rows('product', SUGAR),
      rows('price', SUGAR_PRICE),
      {
        kind: 'stock.opened',
        documentId: 'opening',
        part: 1,
        parts: 1,
        moves: [{ stockItemId: SUGAR.id, place: 'GI-gerai', milli: milli(24_000) }],
      },
    ]);
  });
}

export function date(text: string): NonNullable<ReturnType<typeof parseBusinessDate>> {
  const parsed = parseBusinessDate(text);
  if (parsed === null) throw new Error(`${text} is no date`);
  return parsed;
}
