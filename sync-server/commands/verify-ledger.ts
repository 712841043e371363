/**
 * The independent witness: proves a ledger file with nothing but Node. It shares no line with the product, so that a fault in
 * one of them can't hide in both; that is why things stand here once more that the kernel knows too. It also runs alone:
 * `node verify-ledger.ts FILE [LIST | EPOCH:SEQ:HASH]…`. Exit code: 0 sound, 1 not sound, 2 not understood.
 */
import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** What can be wrong. Words for it stand with whoever shows it. */
export type LedgerDefect =
  | ('not_a_ledger' | 'newer_version' | 'unreadable_line' | 'misplaced_line' | 'cut_off' | 'body_unreadable')
  | `${'genesis' | 'parent' | 'start' | 'seq' | 'hash' | 'origin' | 'head'}_differs`
  | `${'counts' | 'amounts' | 'totals'}_differ`
  | ('epoch_doubled' | 'fact_doubled' | 'number_doubled' | 'number_gap' | 'head_forged')
  | `certificate_${'missing' | 'forged' | 'foreign'}`
  | `checkpoint_${'forged' | 'differs' | 'beyond' | 'hole' | 'doubled'}`
  | `against_${'foreign' | 'key' | 'gone' | 'differs' | 'dropped'}`;

/** Kinds whose share of the totals is known here; of others only that totals grow. A test holds it beside the product's. */
export const KNOWN_KINDS: readonly string[] = (
  'sale.recorded shift.opened shift.closed pin.failed stock.opened master.imported device.enrolled server.restored ' +
  'member.registered member.changed product.registered product.changed price.changed pin.reset pin.set ' +
  'person.changed account.invited device.revoked device.reinstated outlet.changed'
).split(' ');

const NUMBERED = new Set(['sale.recorded', 'shift.closed']);
const TOTAL_NAMES = ['gross', 'cash', 'sales', 'voids', 'drawer'];
const BRIEF_LENGTH = 12;
const DEFECTS_KEPT_MAX = 1000;
const HOLE_MAX = 100_000;
const SPKI_HEAD = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
/** How a Z prints where a ledger ends; the beginning of a hash is enough. */
export const PAPER_HEAD = /^([0-9a-f]{32})[:/]([0-9]+)[:/]([0-9a-f]{8,64})$/;

type Json = Readonly<Record<string, unknown>>;
/** In the order of their names. */
type Totals = readonly number[];
type Claim = { readonly epoch: string; readonly seq: number; readonly hash: string };
type Place = { readonly hash: string; readonly totals: Totals | null };

const ZERO: Totals = TOTAL_NAMES.map(() => 0);

interface Epoch {
  readonly epoch: string;
  readonly baseSeq: number;
  /** The base, and the entries after it in their order. */
  readonly places: (Place | undefined)[];
  /** Where the newest entry first stood. */
  origin: Claim | null;
  /** Checkpoints that name an entry which has not come. */
  readonly ahead: Claim[];
  covered: number;
  signed: number;
}

export interface LedgerReport {
  readonly isSound: boolean;
  readonly defects: readonly { readonly kind: LedgerDefect; readonly place: string }[];
  readonly defectCount: number;
  readonly header: Json;
  readonly keys: readonly string[];
  readonly entries: number;
  readonly checkpoints: number;
  /** Each with its end, and how far a checkpoint and a signature of the device reach. */
  readonly epochs: readonly (Claim & {
    readonly from: number;
    readonly covered: number;
    readonly signed: number;
  })[];
  /** Entries of kinds that are not known here. */
  readonly unknownKinds: number;
  /** Points of a list or paper that lie before the file begins. */
  readonly notCompared: number;
}

/** Proves a file. @param against files with the server's checkpoints, or heads as a Z prints them (`epoch:seq:hash`) */
export async function verifyLedger(file: string, against: readonly string[] = []): Promise<LedgerReport> {
  // Otherwise V8 would rather have three times the memory than tidy up: an auditor's machine may be a small one.
  setFlagsFromString('--semi-space-growth-factor=1');
  const witness = new Witness();
  for await (const line of linesOf(file)) if (!witness.take(line)) break;
  witness.finish();
  for (const one of against) {
    const [, epoch = '', seq, said = ''] = PAPER_HEAD.exec(one) ?? [];
    if (seq === undefined) await compareWithList(witness, one);
    else witness.compare({ epoch, seq: Number(seq), hash: said }, 'Z');
  }
  return witness.report();
}

/** Reads a server's list. What it is worth comes from its signatures, so every one of them is checked. */
async function compareWithList(witness: Witness, file: string): Promise<void> {
  const keys = new Map<string, KeyObject>();
  let header: Json = {};
  for await (const line of linesOf(file)) {
    const json = read(line) ?? {};
    if (json['line'] === 'header') header = json;
    if (json['line'] === 'key') addKey(keys, text(json, 'publicKey'));
    if (json['line'] !== 'checkpoint') continue;
    const isSound = isSigned(keys, checkpointText(header, json), json);
    if (isSound && witness.isSameLedger(header)) witness.compareCheckpoint(json);
    else witness.add('against_foreign', numberOf(json));
  }
  if (!witness.isSameLedger(header)) witness.add('against_foreign', file);
  for (const key of witness.report().keys) if (!keys.has(key)) witness.add('against_key', key);
}

class Witness {
  readonly #defects: { kind: LedgerDefect; place: string }[] = [];
  #defectCount = 0;
  #line = 0;
  #header: Json | null = null;
  readonly #keys = new Map<string, KeyObject>();
  readonly #deviceKeys = new Map<string, KeyObject>();
  readonly #epochs = new Map<string, Epoch>();
  /** Parents that have not come: they may be gone, but never stand behind what grew from them. */
  readonly #awaited = new Set<string>();
  #epoch: Epoch | null = null;
  #hasEnded = false;
  #entries = 0;
  #checkpoints = 0;
  #unknownKinds = 0;
  #notCompared = 0;
  /** The beginning of its content by fact: there may be very many. */
  readonly #facts = new Map<string, string>();
  /** The highest number of each series and kind of paper. */
  readonly #lastNumbers = new Map<string, number>();
  /** Series whose next number follows from nothing that is here; null stands for all that have not come yet. */
  readonly #mayJump = new Set<string | null>();
  /** The numbers of the checkpoints by server generation. */
  readonly #counted = new Map<string, Set<number>>();

  add(kind: LedgerDefect, place: string): void {
    this.#defectCount += 1;
    if (this.#defects.length < DEFECTS_KEPT_MAX) this.#defects.push({ kind, place });
  }

  /** @returns false when there is no sense in reading on */
  take(line: string): boolean {
    this.#line += 1;
    const json = read(line);
    if (this.#header === null) {
      const isLedger = json?.['line'] === 'header' && json['format'] === 'gerai-ledger';
      if (isLedger && json['version'] === 1) this.#header = json;
      else this.#fault(isLedger ? 'newer_version' : 'not_a_ledger');
      return this.#header !== null;
    }
    if (json === null) this.#fault('unreadable_line');
    else if (this.#hasEnded) this.#fault('misplaced_line');
    else this.#takeKind(json);
    return true;
  }

  finish(): void {
    this.#closeEpoch();
    if (this.#header === null) return this.#line === 0 ? this.#fault('not_a_ledger') : undefined;
    if (!this.#hasEnded) this.#fault('cut_off');
    const isServers = this.#header['deviceId'] === 'server';
    if (this.#deviceKeys.size === 0 && !isServers) this.#fault('certificate_missing');
    if (this.#header['checkpoints'] !== 'all') return;
    for (const [gen, numbers] of this.#counted) {
      const last = [...numbers].reduce((a, b) => Math.max(a, b), 0);
      for (let n = 1; n < last; n += 1) if (!numbers.has(n)) this.add('checkpoint_hole', `${gen}:${n}`);
    }
  }

  report(): LedgerReport {
    const epochs = [...this.#epochs.values()].map((epoch) => {
      const { baseSeq, covered, signed } = epoch;
      return { ...lastOf(epoch), from: baseSeq + 1, covered, signed };
    });
    return {
      isSound: this.#defectCount === 0,
      defects: this.#defects,
      defectCount: this.#defectCount,
      header: this.#header ?? {},
      keys: [...this.#keys.keys()],
      entries: this.#entries,
      checkpoints: this.#checkpoints,
      epochs,
      unknownKinds: this.#unknownKinds,
      notCompared: this.#notCompared,
    };
  }

  /** Holds a point that somebody outside vouches for against the file. */
  compare({ epoch: name, seq, hash: said }: Claim, by: string): void {
    const epoch = this.#epochs.get(name);
    const found = epoch === undefined ? undefined : placeAt(epoch, seq);
    if (epoch !== undefined && seq < epoch.baseSeq) this.#notCompared += 1;
    else if (epoch === undefined || found === undefined) this.add('against_gone', `${by} → ${name}:${seq}`);
    else if (!found.hash.startsWith(said)) this.add('against_differs', `${by} → ${name}:${seq}`);
    else epoch.covered = Math.max(epoch.covered, seq);
  }

  compareCheckpoint(json: Json): void {
    this.compare(claimOf(json), numberOf(json));
    const isHere = this.#counted.get(text(json, 'serverGen'))?.has(whole(json, 'n')) === true;
    // A file that promises all checkpoints has those of the list too.
    if (this.#header?.['checkpoints'] === 'all' && !isHere) this.add('against_dropped', numberOf(json));
  }

  isSameLedger({ coopId, deviceId }: Json): boolean {
    return coopId === this.#header?.['coopId'] && deviceId === this.#header?.['deviceId'];
  }

  #fault(kind: LedgerDefect, detail = ''): void {
    this.add(kind, detail === '' ? `baris ${this.#line}` : `baris ${this.#line}: ${detail}`);
  }

  #takeKind(json: Json): void {
    const kind = json['line'];
    if (kind === 'entry' && !('origin' in json)) this.#fault('unreadable_line');
    else if (kind === 'entry' && this.#epoch !== null) this.#takeEntry(json, this.#epoch);
    else if (kind === 'head' && this.#epoch !== null) this.#takeHead(json, this.#epoch);
    else if (kind === 'checkpoint') this.#takeCheckpoint(json);
    else if (kind === 'epoch') this.#takeEpoch(json);
    else if (kind === 'key' && this.#epoch === null) addKey(this.#keys, text(json, 'publicKey'));
    else if (kind === 'certificate' && this.#epoch === null) this.#takeCertificate(json);
    else if (kind === 'end') this.#takeEnd(json);
    else this.#fault('misplaced_line');
  }

  #takeEnd({ entries, checkpoints }: Json): void {
    this.#hasEnded = true;
    if (entries !== this.#entries || checkpoints !== this.#checkpoints) this.#fault('counts_differ');
  }

  #takeCertificate(json: Json): void {
    const { coopId, outletId, deviceId, publicKey, at } = json;
    const key = text(json, 'publicKey');
    const named = hash('sha256', Buffer.from(key, 'base64url'), 'base64url').slice(0, 22);
    const signed = `gerai1|device|${coopId}|${outletId}|${deviceId}|${publicKey}|${at}`;
    if (!this.isSameLedger(json) || named !== deviceId) this.#fault('certificate_foreign', named);
    else if (!isSigned(this.#keys, signed, json)) this.#fault('certificate_forged', named);
    else addKey(this.#deviceKeys, key);
  }

  #takeEpoch(json: Json): void {
    this.#closeEpoch();
    const [name, open, base] = [text(json, 'epoch'), object(json, 'open') ?? {}, object(json, 'base') ?? {}];
    if (this.#epochs.has(name)) this.#fault('epoch_doubled', name);
    if (this.#awaited.has(name)) this.#fault('misplaced_line', name);
    const [parent, missing] = [object(open, 'parent'), object(open, 'missing')];
    const source = parent === null ? undefined : this.#epochs.get(text(parent, 'epoch'));
    const [baseSeq, baseHash, said] = [whole(base, 'seq'), text(base, 'hash'), totalsIn(base)];
    let totals = said;
    if (baseSeq === 0) {
      if (baseHash !== this.#genesis(name, open)) this.#fault('genesis_differs', name);
      const at = claimOf(parent ?? {});
      const from = source === undefined ? undefined : placeAt(source, at.seq);
      const isHere = source !== undefined && at.seq >= source.baseSeq;
      if (isHere && from?.hash !== at.hash) this.#fault('parent_differs', name);
      // An install starts from nothing, after missing entries from what they had summed up to, else from the parent.
      const grown = parent === null ? ZERO : (from?.totals ?? null);
      const expected = missing === null ? grown : totalsIn({ totals: missing['totalsAfter'] });
      if (said !== null && expected !== null && !isSame(said, expected)) this.#fault('start_differs', name);
      totals = said ?? expected;
    }
    if (parent !== null && source === undefined) this.#awaited.add(text(parent, 'epoch'));
    // What came before is not here, or is lost: numbers may go on anywhere, but never back.
    if (baseSeq > 0 || missing !== null || (parent !== null && source === undefined))
      for (const series of [null, ...this.#lastNumbers.keys()]) this.#mayJump.add(series);
    const places = [{ hash: baseHash, totals }];
    const origin = parent && claimOf(parent);
    this.#epoch = { epoch: name, baseSeq, places, origin, ahead: [], covered: 0, signed: 0 };
    this.#epochs.set(name, this.#epoch);
  }

  #genesis(name: string, open: Json): string {
    const [parent, missing] = [object(open, 'parent'), object(open, 'missing')];
    const from = parent === null ? '-|-|-' : `${parent['epoch']}|${parent['seq']}|${parent['hash']}`;
    const gone = missing === null ? '-|-' : `${missing['from']}|${missing['to']}`;
    const { coopId, deviceId } = this.#header ?? {};
    return sha256(`gerai1|genesis|${coopId}|${deviceId}|${name}|${from}|${open['reason']}|${gone}`);
  }

  #takeEntry(json: Json, epoch: Epoch): void {
    this.#entries += 1;
    const before = lastOf(epoch);
    const stated = { ...claimOf(json), epoch: epoch.epoch };
    const [factId, body, place] = [text(json, 'factId'), text(json, 'body'), `${epoch.epoch}:${stated.seq}`];
    const content = sha256(body);
    const link = (at: Claim, previous: string): string =>
      sha256(`gerai1|${this.#header?.['coopId']}|${at.epoch}|${at.seq}|${factId}|${content}|${previous}`);
    if (stated.seq !== before.seq + 1) this.#fault('seq_differs', place);
    if (link(stated, before.hash) !== stated.hash) this.#fault('hash_differs', place);
    const moved = object(json, 'origin');
    const [origin, beside] = [moved && claimOf(moved), epoch.origin];
    const isBeside = origin !== null && beside?.epoch === origin.epoch && beside.seq === origin.seq - 1;
    if (isBeside && link(origin, beside.hash) !== origin.hash) this.#fault('origin_differs', place);
    epoch.origin = origin;
    const known = this.#facts.get(factId);
    const brief = content.slice(0, BRIEF_LENGTH);
    // A moved entry stands in two epochs with the same bytes; anything else is one too many.
    if (known !== undefined && (known !== brief || origin === null)) this.#fault('fact_doubled', place);
    this.#facts.set(factId, brief);
    const totalsBefore = placeAt(epoch, before.seq)?.totals ?? null;
    const totals = this.#takeBody(body, { place, totalsBefore, isNew: known === undefined });
    // What is out of its place changes nothing that stands; after a hole the file goes on where it says that it does.
    const index = stated.seq - epoch.baseSeq;
    if (index >= epoch.places.length && index <= epoch.places.length + HOLE_MAX)
      epoch.places[index] = { hash: stated.hash, totals };
  }

  /** @returns the running totals after the entry; null where its body does not tell */
  #takeBody(body: string, at: { place: string; totalsBefore: Totals | null; isNew: boolean }): Totals | null {
    const fact = read(body) ?? {};
    const [totals, before] = [totalsIn(fact), at.totalsBefore];
    const isKnown = KNOWN_KINDS.includes(text(fact, 'kind')) && fact['v'] === 1;
    if (text(fact, 'kind') === '' || (isKnown && totals === null)) this.#fault('body_unreadable', at.place);
    if (!isKnown) this.#unknownKinds += 1;
    else if (at.isNew && NUMBERED.has(text(fact, 'kind'))) this.#takeNumber(text(fact, 'number'), at.place);
    const share = isKnown ? this.#shareOf(fact, at.place) : null;
    const fits = (total: number, index: number): boolean => {
      const grown = total - (before?.[index] ?? 0);
      return share === null ? grown >= 0 : grown === share[index];
    };
    if (totals !== null && before !== null && !totals.every(fits)) this.#fault('totals_differ', at.place);
    return totals;
  }

  #shareOf(fact: Json, place: string): Totals {
    if (fact['kind'] !== 'sale.recorded') return ZERO;
    const payments = (Array.isArray(fact['payments']) ? fact['payments'] : []).filter(isJson);
    const sum = (all: readonly Json[]): number => all.reduce((so, one) => so + whole(one, 'amountRupiah'), 0);
    const gross = whole(fact, 'totalRupiah');
    if (sum(payments) !== gross) this.#fault('amounts_differ', place);
    return [gross, sum(payments.filter((one) => one['method'] === 'cash')), 1, 0, 0];
  }

  #takeNumber(number: string, place: string): void {
    const [, series = '', digits = ''] = /^(.*?)([0-9]+)$/.exec(number) ?? [];
    const last = this.#lastNumbers.get(series);
    const isFree = this.#mayJump.delete(series) || (last === undefined && this.#mayJump.has(null));
    const now = Number(digits);
    if (last !== undefined && now <= last) this.#fault('number_doubled', `${place} ${number}`);
    else if (digits === '' || (!isFree && now !== (last ?? 0) + 1))
      this.#fault('number_gap', `${place} ${number}`);
    this.#lastNumbers.set(series, Math.max(now, last ?? 0));
  }

  #takeHead(json: Json, epoch: Epoch): void {
    const { seq, hash: head } = lastOf(epoch);
    const [claim, totals, place] = [claimOf(json), totalsIn(json), `${epoch.epoch}:${seq}`];
    const { coopId, deviceId } = this.#header ?? {};
    const signed = `gerai1|head|${coopId}|${deviceId}|${epoch.epoch}|${seq}|${head}|${totals?.join(',')}`;
    const isAbout = claim.seq === seq && claim.hash === head && isSame(totals, placeAt(epoch, seq)?.totals);
    if (!isAbout) this.#fault('head_differs', place);
    else if (!isSigned(this.#deviceKeys, signed, json)) this.#fault('head_forged', place);
    else epoch.signed = seq;
  }

  #takeCheckpoint(json: Json): void {
    this.#checkpoints += 1;
    const [claim, gen, n] = [claimOf(json), text(json, 'serverGen'), whole(json, 'n')];
    const isSound = isSigned(this.#keys, checkpointText(this.#header ?? {}, json), json);
    if (!isSound) return this.#fault('checkpoint_forged', numberOf(json));
    const counted = this.#counted.get(gen) ?? new Set();
    if (counted.has(n)) this.#fault('checkpoint_doubled', numberOf(json));
    this.#counted.set(gen, counted.add(n));
    const epoch = this.#epoch;
    // Without an epoch above it this is a list, which has nothing to compare with.
    if (epoch === null) return;
    const found = placeAt(epoch, claim.seq);
    if (claim.epoch !== epoch.epoch) this.#fault('misplaced_line', numberOf(json));
    else if (claim.seq > lastOf(epoch).seq) epoch.ahead.push(claim);
    else if (claim.seq >= epoch.baseSeq && found?.hash !== claim.hash)
      this.#fault('checkpoint_differs', `${numberOf(json)} → ${claim.epoch}:${claim.seq}`);
    else epoch.covered = Math.max(epoch.covered, claim.seq);
  }

  #closeEpoch(): void {
    const epoch = this.#epoch;
    for (const { seq, hash: said } of epoch?.ahead ?? []) {
      const found = epoch === null ? undefined : placeAt(epoch, seq);
      const late = found?.hash === said ? 'misplaced_line' : 'checkpoint_differs';
      this.#fault(found === undefined ? 'checkpoint_beyond' : late, `${epoch?.epoch}:${seq}`);
    }
  }
}

function placeAt({ baseSeq, places }: Epoch, seq: number): Place | undefined {
  return places[seq - baseSeq];
}

function lastOf({ epoch, baseSeq, places }: Epoch): Claim {
  return { epoch, seq: baseSeq + places.length - 1, hash: places.at(-1)?.hash ?? '' };
}

function totalsIn(json: Json): Totals | null {
  const from = object(json, 'totals');
  const totals = from === null ? [] : TOTAL_NAMES.map((name) => whole(from, name));
  return totals.length === 0 || totals.some(Number.isNaN) ? null : totals;
}

function isSame(a: Totals | null, b: Totals | null | undefined): boolean {
  return a?.join() === b?.join();
}

function claimOf(json: Json): Claim {
  return { epoch: text(json, 'epoch'), seq: whole(json, 'seq'), hash: text(json, 'hash') };
}

/** How a checkpoint is called: its generation and its number in it. */
function numberOf(json: Json): string {
  return `${text(json, 'serverGen')}:${whole(json, 'n')}`;
}

function checkpointText({ coopId, deviceId }: Json, json: Json): string {
  const { serverGen, n, epoch, seq, hash: head, at } = json;
  return `gerai1|checkpoint|${coopId}|${deviceId}|${serverGen}|${n}|${epoch}|${seq}|${head}|${at}`;
}

function addKey(keys: Map<string, KeyObject>, publicKey: string): void {
  try {
    const der = Buffer.concat([SPKI_HEAD, Buffer.from(publicKey, 'base64url')]);
    keys.set(publicKey, createPublicKey({ key: der, format: 'der', type: 'spki' }));
  } catch {
    // No point of the curve: whatever it should have signed will be found unsigned.
  }
}

function isSigned(keys: ReadonlyMap<string, KeyObject>, signed: string, json: Json): boolean {
  const [bytes, signature] = [Buffer.from(signed), Buffer.from(text(json, 'signature'), 'base64url')];
  const isBy = (key: KeyObject): boolean =>
    verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
  return [...keys.values()].some(isBy);
}

function sha256(bytes: string): string {
  return hash('sha256', bytes, 'hex');
}

/** An object in the only form that JSON writes it in: a key twice would show one thing here and another elsewhere. */
function read(line: string): Json | null {
  try {
    const json: unknown = JSON.parse(line);
    return isJson(json) && JSON.stringify(json) === line ? json : null;
  } catch {
    return null;
  }
}

function isJson(value: unknown): value is Json {
  return value instanceof Object && !Array.isArray(value);
}

function text(json: Json, name: string): string {
  const value = json[name];
  return typeof value === 'string' ? value : '';
}

function whole(json: Json, name: string): number {
  const value = json[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : Number.NaN;
}

function object(json: Json, name: string): Json | null {
  const value = json[name];
  return isJson(value) ? value : null;
}

/** Lines as the format has them: only `\n` parts them, while a name may hold what other readers take for an end of line. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

if (import.meta.main) {
  const [file, ...against] = process.argv.slice(2);
  const report = file === undefined ? null : await verifyLedger(file, against);
  console.log(JSON.stringify(report ?? 'node verify-ledger.ts FILE [LIST | EPOCH:SEQ:HASH]…', null, 2));
  process.exitCode = report === null ? 2 : report.isSound ? 0 : 1;
}
