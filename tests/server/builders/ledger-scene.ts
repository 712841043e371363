import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Checkpoint } from '#protocol/push.ts';
import { signedText } from '#protocol/signed.ts';
import { signText, writePublicKey } from '../../../sync-server/keys/signatures.ts';
import { enrolledDevice, type TestDevice, type TestLedger } from './device.ts';
import { change, edit, entryAt, indexOf, parse, rechain } from './file-lines.ts';
import { deviceFile, serverFile, signHead, type Line } from './ledger-file.ts';
import { COOP_ID, openShop, type Shop } from './shop.ts';

/** A shop with two tablets. One has a history: twelve sales in four pushes, then a fork with two that moved there and four more. */
export interface LedgerScene {
  readonly shop: Shop;
  readonly device: TestDevice;
  readonly other: TestDevice;
  readonly first: TestLedger;
  readonly second: TestLedger;
  /** The tablet's ledger as the server writes it, and as the tablet does. */
  readonly byServer: readonly string[];
  readonly byDevice: readonly string[];
}

export async function openScene(): Promise<LedgerScene> {
  const shop = await openShop();
  const device = await enrolledDevice(shop);
  const other = await enrolledDevice(shop, 'other');
  other.ledger.appendSales(3);
  await other.push();
  const checkpoints: Checkpoint[] = [];
  const first = device.ledger;
  for (let after = 0; after < 12; after += 3) checkpoints.push(await sell(device, after, ['', '', '']));
  first.appendSales(2);
  const parent = { epoch: first.epoch, seq: 12, hash: first.hashAt(12) };
  const second = device.startEpoch({ parent, reason: 'fork', missing: null }, first.totalsAt(12));
  for (const { seq, hash, factId, body } of first.entries.splice(12))
    second.appendBody(body, { factId, origin: { epoch: first.epoch, seq, hash } });
  second.totals = second.totalsAt(2);
  checkpoints.push(await sell(device, 0, ['GI-A-000015']));
  checkpoints.push(await sell(device, 3, ['GI-A-000016', 'GI-A-000017', 'GI-A-000018']));
  const byServer = await serverFile(shop, device.deviceId);
  const newest = [checkpoints[3], checkpoints[5]].flatMap((one) => one ?? []);
  const byDevice = await deviceFile(shop, device, { ledgers: [first, second], checkpoints: newest });
  return { shop, device, other, first, second, byServer, byDevice };
}

/** Sells and pushes; an empty number is the next one. */
async function sell(device: TestDevice, after: number, numbers: readonly string[]): Promise<Checkpoint> {
  for (const number of numbers) device.ledger.appendSale(number === '' ? {} : { number });
  const { checkpoint } = (await device.push({ after })).body;
  if (checkpoint === null) throw new Error('A push that was taken brings a checkpoint');
  return checkpoint;
}

/** What the owner of the tablet can do besides: the device's own signatures. */
export function resign({ device }: LedgerScene, lines: readonly Line[]): Line[] {
  let [epoch, last]: [string, Line] = ['', {}];
  return rechain(lines).map((line) => {
    if (line['line'] === 'epoch') epoch = String(line['epoch']);
    if (line['line'] === 'entry') last = line;
    if (line['line'] !== 'head') return line;
    const { totals } = JSON.parse(String(last['body'])) as { totals: TestLedger['totals'] };
    const point = { seq: Number(last['seq']), hash: String(last['hash']), totals };
    return { ...line, ...point, signature: signHead(device, epoch, point) };
  });
}

/** A checkpoint's signature by whatever key. */
export function forge({ device }: LedgerScene, checkpoint: Line, key: KeyObject): string {
  const { serverGen, n, epoch, seq, hash, at } = checkpoint;
  const about = { coopId: COOP_ID, deviceId: device.deviceId, serverGen, n, epoch, seq, hash, at };
  return signText(signedText.checkpoint(about as Parameters<typeof signedText.checkpoint>[0]), key);
}

/** The server's word about an entry of this tablet, given to the other one. */
export function strangeCheckpoint({ shop, other, first }: LedgerScene): Line {
  const about = {
    serverGen: other.serverGen,
    n: 2,
    epoch: first.epoch,
    seq: 6,
    hash: first.hashAt(6),
    at: 1,
  };
  const text = signedText.checkpoint({ coopId: COOP_ID, deviceId: other.deviceId, ...about });
  return { ...about, signature: signText(text, shop.premises.keys.signing) };
}

/** The whole file once more, with one sale changed, by somebody who plays the server. */
export function madeUp(scene: LedgerScene): Line[] {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = writePublicKey(pair.publicKey);
  const edited = edit(parse(scene.byServer), 11, () => ({ app: 'x' }));
  const whole = change(rechain(edited), indexOf(edited, 'epoch', 1), {});
  const lastOfFirst = whole[entryAt(whole, 12)]?.['hash'];
  const open = whole[indexOf(whole, 'epoch', 1)]?.['open'] as { parent: Line };
  const grown = rechain(
    change(whole, indexOf(whole, 'epoch', 1), {
      open: { ...open, parent: { ...open.parent, hash: lastOfFirst } },
    }),
  );
  let hashes = new Map<unknown, unknown>();
  return grown.map((line) => {
    if (line['line'] === 'epoch') hashes = new Map();
    if (line['line'] === 'entry') hashes.set(line['seq'], line['hash']);
    if (line['line'] === 'entry' && line['origin'] !== null) return { ...line, origin: null };
    if (line['line'] === 'key') return { ...line, publicKey };
    if (line['line'] === 'certificate') {
      const {
        coopId,
        outletId,
        deviceId,
        publicKey: key,
        at,
      } = line as Record<string, string> & { at: number };
      const about = {
        coopId: String(coopId),
        outletId: String(outletId),
        deviceId: String(deviceId),
        publicKey: String(key),
        at,
      };
      return { ...line, signature: signText(signedText.certificate(about), pair.privateKey) };
    }
    if (line['line'] !== 'checkpoint') return line;
    const again = { ...line, hash: hashes.get(line['seq']) };
    return { ...again, signature: forge(scene, again, pair.privateKey) };
  });
}
