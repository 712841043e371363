import type { Totals } from '#domain/chain.ts';

/**
 * The exact texts that are signed, UTF-8, with decimal integers, raw keys and r‖s signatures in base64url. All are ECDSA
 * P-256 over SHA-256: one algorithm, one verifier.
 */
export const signedText = {
  /** A device proves that it holds its key. */
  session: (at: { coopId: string; deviceId: string; nonce: string }): string =>
    `gerai1|session|${at.coopId}|${at.deviceId}|${at.nonce}`,

  /** A new device ties its key to a one-time code. */
  enrol: (at: { nonce: string; code: string; publicKey: string }): string =>
    `gerai1|enrol|${at.nonce}|${at.code}|${at.publicKey}`,

  /** By the chain a head covers its whole prefix. */
  head: (at: {
    coopId: string;
    deviceId: string;
    epoch: string;
    seq: number;
    hash: string;
    totals: Totals;
  }): string => {
    const { gross, cash, sales, voids, drawer } = at.totals;
    const totals = [gross, cash, sales, voids, drawer].join(',');
    return `gerai1|head|${at.coopId}|${at.deviceId}|${at.epoch}|${at.seq}|${at.hash}|${totals}`;
  },

  /** The server's word that it holds a prefix; `n` counts checkpoints per device and generation. */
  checkpoint: (at: CheckpointText): string =>
    `gerai1|checkpoint|${at.coopId}|${at.deviceId}|${at.serverGen}|${at.n}|${at.epoch}|${at.seq}|${at.hash}|${at.at}`,

  /** The server's word that a key belongs to a device of an outlet. */
  certificate: (at: {
    coopId: string;
    outletId: string;
    deviceId: string;
    publicKey: string;
    at: number;
  }): string => `gerai1|device|${at.coopId}|${at.outletId}|${at.deviceId}|${at.publicKey}|${at.at}`,

  /** What both screens turn into six digits, so that a person can see that they speak of the same device. */
  match: (at: { code: string; publicKey: string }): string => `gerai1|match|${at.code}|${at.publicKey}`,
} as const;

interface CheckpointText {
  readonly coopId: string;
  readonly deviceId: string;
  readonly serverGen: string;
  readonly n: number;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
}
