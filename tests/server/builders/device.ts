import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { entryHash, genesisHash, ZERO_TOTALS, type Totals } from '#domain/chain.ts';
import { addTotals, totalsShare } from '#domain/effects.ts';
import { epochIdFrom, uuidV7 } from '#domain/ids.ts';
import type { WireEntry } from '#protocol/entry.ts';
import type { EnrolReply } from '#protocol/enrol.ts';
import type { PullReply, PullRequest } from '#protocol/pull.ts';
import type { EpochOpen, PushReply, PushRequest } from '#protocol/push.ts';
import type { Certificate } from '#protocol/session.ts';
import { signedText } from '#protocol/signed.ts';
import type { App } from '../../../sync-server/app.ts';
import { deviceIdOf, signText, writePublicKey } from '../../../sync-server/keys/signatures.ts';
import { FakeRandom, MORNING } from './fake-world.ts';
import { COOP_ID, date, OUTLET, SUGAR, type Shop } from './shop.ts';

const INSTALL: EpochOpen = { parent: null, reason: 'install', missing: null };

/** A tablet that keeps a ledger and speaks the wire's language, without a browser. */
export class TestDevice {
  /** Who answers it; a test may put another server in its place. */
  app: App;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  readonly deviceId: string;
  readonly random: FakeRandom;
  token = '';
  certificate: Certificate | null = null;
  serverGen = '';
  series = '';
  ledger: TestLedger;

  constructor(app: App, seed = 'device') {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.app = app;
    this.privateKey = pair.privateKey;
    this.publicKey = writePublicKey(pair.publicKey);
    this.deviceId = deviceIdOf(this.publicKey);
    this.random = new FakeRandom(seed + this.deviceId);
    this.ledger = new TestLedger(this, INSTALL);
  }

  async post(url: string, payload: unknown, headers: Record<string, string> = {}): Promise<TestReply> {
    const authorization = this.token === '' ? {} : { authorization: `Bearer ${this.token}` };
    const reply = await this.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers };
  }

  async nonce(): Promise<string> {
    const reply = await this.post('/api/sync/v1/session/nonce', {});
    return String((reply.body as { nonce: string }).nonce);
  }

  async enrolRequest(code: string, patch: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const nonce = await this.nonce();
    const { publicKey } = this;
    const signature = signText(signedText.enrol({ nonce, code, publicKey }), this.privateKey);
    return { code, nonce, publicKey, signature, name: 'Tablet uji', ...patch };
  }

  async enrol(code: string): Promise<TestReply> {
    const reply = await this.post('/api/sync/v1/enrol', await this.enrolRequest(code));
    const body = reply.body as EnrolReply;
    if (reply.status === 200 && body.state === 'enrolled') {
      this.certificate = body.certificate;
      this.serverGen = body.serverGen;
      this.series = body.series;
    }
    return reply;
  }

  async sessionRequest(patch: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const nonce = await this.nonce();
    const coopId = this.certificate?.coopId ?? COOP_ID;
    const signature = signText(
      signedText.session({ coopId, deviceId: this.deviceId, nonce }),
      this.privateKey,
    );
    return { coopId, deviceId: this.deviceId, nonce, signature, certificate: this.certificate, ...patch };
  }

  async openSession(): Promise<TestReply> {
    const reply = await this.post('/api/sync/v1/session', await this.sessionRequest());
    if (reply.status === 200) this.token = (reply.body as { token: string }).token;
    return reply;
  }

  async push(patch: PushPatch = {}): Promise<{ status: number; body: PushReply }> {
    const reply = await this.post('/api/sync/v1/push', this.ledger.pushRequest(patch));
    return { status: reply.status, body: reply.body as PushReply };
  }

  async pull(patch: Partial<PullRequest> = {}): Promise<{ status: number; body: PullReply }> {
    const reply = await this.post('/api/sync/v1/pull', {
      deviceId: this.deviceId,
      epochs: [this.ledger.epoch],
      stream: 'coop',
      cursor: null,
      scopeHash: null,
      schema: 1,
      limit: 1000,
      ...patch,
    });
    return { status: reply.status, body: reply.body as PullReply };
  }

  /** Begins a new lineage and makes it the open one. */
  startEpoch(open: EpochOpen, totals: Totals = ZERO_TOTALS): TestLedger {
    this.ledger = new TestLedger(this, open, totals);
    return this.ledger;
  }
}

export interface TestReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, unknown>;
}

export interface PushPatch {
  /** Entries after this seq are sent; the default is all. */
  readonly after?: number;
  readonly upTo?: number;
  readonly headSeq?: number;
  readonly replace?: Partial<PushRequest>;
}

/** A device's ledger in memory: honest unless a test makes it lie. */
export class TestLedger {
  readonly device: TestDevice;
  readonly open: EpochOpen;
  readonly epoch: string;
  readonly genesis: string;
  readonly entries: WireEntry[] = [];
  readonly startTotals: Totals;
  totals: Totals;

  constructor(device: TestDevice, open: EpochOpen, totals: Totals = ZERO_TOTALS) {
    this.device = device;
    this.open = open;
    this.startTotals = totals;
    this.totals = totals;
    this.epoch = epochIdFrom(device.random.bytes(16));
    this.genesis = genesisHash({ coopId: COOP_ID, deviceId: device.deviceId, epoch: this.epoch, ...open });
  }

  hashAt(seq: number): string {
    return seq === 0 ? this.genesis : (this.entries[seq - 1]?.hash ?? '');
  }

  /** Appends bytes as they are. */
  appendBody(body: string, patch: { factId?: string; origin?: WireEntry['origin'] } = {}): WireEntry {
    const seq = this.entries.length + 1;
    const factId = patch.factId ?? uuidV7(MORNING + seq, this.device.random.bytes(10));
    const link = { coopId: COOP_ID, epoch: this.epoch, seq, factId, body };
    const entry = {
      seq,
      factId,
      body,
      hash: entryHash(link, this.hashAt(seq - 1)),
      origin: patch.origin ?? null,
    };
    this.entries.push(entry);
    return entry;
  }

  /** Appends a cash sale of loose sugar; `patch` overrides fields of the body. */
  appendSale(options: SaleOptions = {}): WireEntry {
    const draft = saleBody(this.entries.length + 1, options);
    this.totals = addTotals(this.totals, totalsShare(draft as Parameters<typeof totalsShare>[0]));
    const body = JSON.stringify({ ...draft, totals: this.totals, ...options.patch });
    return this.appendBody(body, options.factId === undefined ? {} : { factId: options.factId });
  }

  appendSales(count: number): void {
    for (let made = 0; made < count; made += 1) this.appendSale();
  }

  pushRequest(patch: PushPatch = {}): PushRequest {
    const { device, entries } = this;
    const after = patch.after ?? 0;
    const upTo = patch.upTo ?? entries.length;
    const headSeq = patch.headSeq ?? entries.length;
    const totals = headSeq === entries.length ? this.totals : this.totalsAt(headSeq);
    const head = { seq: headSeq, hash: this.hashAt(headSeq), totals };
    const text = signedText.head({ coopId: COOP_ID, deviceId: device.deviceId, epoch: this.epoch, ...head });
    return {
      proto: 1,
      deviceId: device.deviceId,
      epoch: this.epoch,
      epochOpen: this.open,
      serverGen: device.serverGen,
      base: { seq: after, hash: this.hashAt(after) },
      head: { ...head, signature: signText(text, device.privateKey) },
      oldestRetained: 1,
      entries: entries.slice(after, upTo),
      client: {
        build: '0.1.0+test',
        schema: 1,
        series: device.series,
        persisted: true,
        pending: entries.length,
        pendingRupiah: this.totals.gross,
        oldestPendingAt: MORNING,
        now: MORNING,
      },
      ...patch.replace,
    };
  }

  totalsAt(seq: number): Totals {
    const body = this.entries[seq - 1]?.body;
    return body === undefined ? this.startTotals : (JSON.parse(body) as { totals: Totals }).totals;
  }
}

export interface SaleOptions {
  readonly milli?: number;
  readonly priceRupiah?: number;
  readonly factId?: string;
  readonly number?: string;
  readonly patch?: Record<string, unknown>;
}

/** A sale of 1.35 kg of sugar for cash, sound in every respect. */
export function saleBody(count: number, options: SaleOptions = {}): Record<string, unknown> {
  const { milli = 1350, priceRupiah = 18_000 } = options;
  const goods = Math.floor((priceRupiah * milli + 500) / 1000);
  const rounding = goods % 100 === 0 ? 0 : goods % 100 >= 50 ? 100 - (goods % 100) : -(goods % 100);
  const total = goods + rounding;
  return {
    kind: 'sale.recorded',
    v: 1,
    at: MORNING + count * 60_000,
    clock: { boot: 1, mono: count * 60_000 },
    tz: OUTLET.zone,
    businessDate: date('2026-11-23'),
    outletId: OUTLET.id,
    actor: { staffId: 'rina', role: 'cashier' },
    app: '0.1.0+test',
    priceVersion: null,
    totals: ZERO_TOTALS,
    moves: [{ stockItemId: SUGAR.id, place: 'GI-gerai', milli: -milli }],
    number: options.number ?? `GI-A-${String(count).padStart(6, '0')}`,
    shiftId: '019aaaaa-0000-7000-8000-000000000001',
    memberId: null,
    openedAt: MORNING,
    lines: [
      {
        productId: SUGAR.id,
        name: SUGAR.name,
        unit: 'kg',
        soldMilli: milli,
        milli,
        priceRupiah,
        tier: 'retail',
        byAmount: false,
        programme: null,
        discountRupiah: 0,
        amountRupiah: goods,
      },
    ],
    goodsRupiah: goods,
    discountRupiah: 0,
    roundingRupiah: rounding,
    totalRupiah: total,
    payments: [{ method: 'cash', amountRupiah: total, tenderedRupiah: total, changeRupiah: 0 }],
    breaches: [],
  };
}

/** A device that is enrolled in the shop and has a session. */
export async function enrolledDevice(shop: Shop, seed = 'device'): Promise<TestDevice> {
  const device = new TestDevice(shop.app, seed);
  await device.enrol(shop.premises.desk.makeDemoCode({ coopId: COOP_ID, outletId: OUTLET.id }));
  await device.openSession();
  return device;
}
