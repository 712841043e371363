import type { Outlet } from '#domain/coop.ts';
import { crockfordCode } from '#domain/crockford.ts';
import { accepted, refused, type Result } from '#domain/result.ts';
import type { EnrolReply, EnrolRequest } from '#protocol/enrol.ts';
import type { CodeView, DecideCode } from '#protocol/office/acts.ts';
import { ENROL_CODE_LIFE_MS, ENROL_TRIES_MAX } from '#protocol/limits.ts';
import type { Problem, ProblemKind } from '#protocol/problem.ts';
import { signedText } from '#protocol/signed.ts';
import type { RevocationList } from '../keys/revocation-list.ts';
import { deviceIdOf, isSignedBy, matchDigits } from '../keys/signatures.ts';
import type { KnowledgeCache } from '../ledger/knowledge.ts';
import type { OwnLedgerGround } from '../ledger/own-ledger.ts';
import type { DeviceRecord, EnrolCodeRecord } from '../store/records.ts';
import type { Store, StoreReader, StoreWriter } from '../store/store.ts';
import { certificateOf, certifyDevice } from './certify-device.ts';
import type { SessionRegister } from './session-register.ts';
import { WrongGuesses } from './wrong-guesses.ts';

export interface DeskGround extends OwnLedgerGround {
  readonly mode: 'production' | 'demo';
  readonly store: Store;
  readonly sessions: SessionRegister;
  readonly knowledge: KnowledgeCache;
  readonly revocations: RevocationList;
}

/** Where a code leads. */
export interface CodePlace {
  readonly coopId: string;
  readonly outletId: string;
}

const POLL_AFTER_MS = 2000;
const CODE_BYTES = 5;

/**
 * Hands out one-time codes and takes in the devices that come with them.
 *
 *   open ──device comes──▶ knocking ──operator: same digits──▶ confirmed ──device asks again──▶ enrolled
 *                              └──────operator: not mine─────▶ denied
 *
 * The first key that comes with a code owns it. The same code and key get the same answer for ten minutes, so a lost reply
 * costs nothing.
 */
export class EnrolmentDesk {
  readonly #ground: DeskGround;
  readonly #wrongGuesses: WrongGuesses;
  /** Lives and dies with the process, and exists in a demonstration only. */
  readonly #demoCodes = new Map<string, CodePlace>();

  constructor(ground: DeskGround) {
    this.#ground = ground;
    this.#wrongGuesses = new WrongGuesses(ground.clock);
  }

  /** Makes a code that one device may use within ten minutes, after an operator has confirmed it. */
  async makeCode(place: CodePlace): Promise<{ code: string; expiresAt: number }> {
    const { clock, keys, random, store } = this.#ground;
    const code = crockfordCode(random.bytes(CODE_BYTES));
    const now = clock.now();
    const record: EnrolCodeRecord = {
      ...place,
      codeHash: keys.hideCode(code),
      expiresAt: now + ENROL_CODE_LIFE_MS,
      tries: 0,
      state: 'open',
      publicKey: null,
      deviceName: null,
    };
    await store.write(async (tx) => {
      await tx.deleteEnrolCodes(now - ENROL_CODE_LIFE_MS);
      await tx.putEnrolCode(record);
    });
    return { code, expiresAt: record.expiresAt };
  }

  /**
   * Makes a code that needs no confirmation and works as often as one likes while this process runs.
   * @throws Error outside a demonstration
   */
  makeDemoCode(place: CodePlace): string {
    const { keys, mode, random } = this.#ground;
    if (mode !== 'demo') throw new Error('Only a demonstration has codes that need no confirmation');
    const code = crockfordCode(random.bytes(CODE_BYTES));
    this.#demoCodes.set(keys.hideCode(code), place);
    return code;
  }

  /**
   * What became of a code, for the operator who made it; null when there is no such code.
   * @param coopId whose codes the operator may see; null for all
   */
  async viewCode(code: string, coopId: string | null = null): Promise<CodeView | null> {
    const { clock, keys, store } = this.#ground;
    const record = await store.read((snapshot) => snapshot.readEnrolCode(keys.hideCode(code)));
    if (record === null || isForeign(record, coopId)) return null;
    const { expiresAt, deviceName, publicKey } = record;
    const match = publicKey === null ? null : matchDigits(signedText.match({ code, publicKey }));
    const isOver = clock.now() >= expiresAt && record.state !== 'enrolled' && record.state !== 'denied';
    return { state: isOver ? 'expired' : record.state, expiresAt, match, deviceName };
  }

  /**
   * An operator says whether the digits on both screens are the same. The digits come along, so that the word is about the
   * key that was looked at. @returns false when nobody is knocking with these digits
   */
  async decide({ code, match, isConfirmed }: DecideCode, coopId: string | null = null): Promise<boolean> {
    const { clock, keys, store } = this.#ground;
    const now = clock.now();
    return store.write(async (tx) => {
      const record = await tx.lockEnrolCode(keys.hideCode(code));
      if (
        record === null ||
        isForeign(record, coopId) ||
        record.state !== 'knocking' ||
        record.publicKey === null ||
        now >= record.expiresAt
      )
        return false;
      if (matchDigits(signedText.match({ code, publicKey: record.publicKey })) !== match) return false;
      // A confirmed device gets ten minutes more to hear of it, whatever was left of the code's life.
      const expiresAt = isConfirmed ? now + ENROL_CODE_LIFE_MS : record.expiresAt;
      await tx.putEnrolCode({ ...record, expiresAt, state: isConfirmed ? 'confirmed' : 'denied' });
      return true;
    });
  }

  /** Takes in a device. @param address where the request came from, for counting wrong guesses */
  async enrol(request: EnrolRequest, address: string): Promise<Result<EnrolReply, Problem>> {
    const { keys, sessions, store } = this.#ground;
    const { code, nonce, publicKey, signature } = request;
    if (!sessions.isNonceLive(nonce)) return refused({ problem: 'unauthenticated', detail: 'nonce' });
    if (this.#wrongGuesses.isLocked(address)) return refused({ problem: 'code_locked' });
    const isHolder = isSignedBy(publicKey, signedText.enrol({ nonce, code, publicKey }), signature);
    const codeHash = keys.hideCode(code);
    const demo = this.#demoCodes.get(codeHash);
    return store.write(async (tx) => {
      if (demo !== undefined) return isHolder ? this.#welcome(tx, demo, request) : unproven();
      const record = await tx.lockEnrolCode(codeHash);
      if (record === null) {
        this.#wrongGuesses.count(address);
        return refused({ problem: 'code_wrong' });
      }
      return this.#answer(tx, record, { request, isHolder });
    });
  }

  async #answer(
    tx: StoreWriter,
    record: EnrolCodeRecord,
    asked: { readonly request: EnrolRequest; readonly isHolder: boolean },
  ): Promise<Result<EnrolReply, Problem>> {
    const { request, isHolder } = asked;
    const problem = this.#problemOf(record, request);
    if (problem === null && isHolder) return this.#proceed(tx, record, request);
    if (problem === null || problem === 'code_used')
      await tx.putEnrolCode({ ...record, tries: record.tries + 1 });
    return problem === null ? unproven() : refused({ problem });
  }

  /** The ladder of refusals; the first that holds wins. */
  #problemOf(record: EnrolCodeRecord, request: EnrolRequest): ProblemKind | null {
    if (this.#ground.clock.now() >= record.expiresAt) return 'code_expired';
    if (record.tries >= ENROL_TRIES_MAX) return 'code_locked';
    if (record.publicKey !== null && record.publicKey !== request.publicKey) return 'code_used';
    if (record.state === 'denied') return 'enrolment_denied';
    return null;
  }

  async #proceed(
    tx: StoreWriter,
    record: EnrolCodeRecord,
    request: EnrolRequest,
  ): Promise<Result<EnrolReply, Problem>> {
    const { publicKey, name } = request;
    if (record.state === 'confirmed') {
      const welcomed = await this.#welcome(tx, record, request);
      if (welcomed.ok) await tx.putEnrolCode({ ...record, state: 'enrolled' });
      return welcomed;
    }
    if (record.state === 'enrolled') {
      const device = await tx.readDevice(record.coopId, deviceIdOf(publicKey));
      return device === null ? refused({ problem: 'code_used' }) : accepted(await this.#reply(tx, device));
    }
    if (record.state === 'open')
      await tx.putEnrolCode({ ...record, state: 'knocking', publicKey, deviceName: name });
    return accepted({ state: 'waiting', pollAfterMs: POLL_AFTER_MS });
  }

  /** The same key again, while its enrolment is young, is a lost reply and gets the answer it had. */
  async #welcome(
    tx: StoreWriter,
    place: CodePlace,
    request: EnrolRequest,
  ): Promise<Result<EnrolReply, Problem>> {
    const { clock, knowledge, revocations } = this.#ground;
    const { coopId, outletId } = place;
    const { publicKey, name } = request;
    const deviceId = deviceIdOf(publicKey);
    if (revocations.has(coopId, deviceId)) return refused({ problem: 'enrolment_denied' });
    const known = await tx.lockDevice(coopId, deviceId);
    const isYoung = known !== null && clock.now() < known.certifiedAt + ENROL_CODE_LIFE_MS;
    if (isYoung && known.outletId === outletId) return accepted(await this.#reply(tx, known));
    const outlet: Outlet | undefined = (await knowledge.read(tx, coopId)).outlets.get(outletId);
    if (outlet === undefined) return refused({ problem: 'not_found' });
    return accepted(
      await this.#reply(tx, await certifyDevice(tx, this.#ground, { coopId, outlet, publicKey, name })),
    );
  }

  async #reply(tx: StoreReader, device: DeviceRecord): Promise<EnrolReply> {
    const { clock, keys } = this.#ground;
    const coop = await tx.readCoop(device.coopId);
    return {
      state: 'enrolled',
      certificate: certificateOf(device),
      serverKey: keys.publicKey,
      serverGen: coop?.serverGen ?? '',
      series: device.series,
      serverTime: clock.now(),
    };
  }
}

/** An operator of one co-operative knows nothing of another one's codes. */
function isForeign(record: EnrolCodeRecord, coopId: string | null): boolean {
  return coopId !== null && record.coopId !== coopId;
}

function unproven(): Result<EnrolReply, Problem> {
  return refused({ problem: 'unauthenticated', detail: 'signature' });
}
