import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { crockfordCode } from './crockford.ts';

/** Running totals of one lineage. They include the entry they stand in and only ever grow. */
export interface Totals {
  /** Sum of sale totals. Voids and refunds subtract nothing. */
  readonly gross: number;
  /** Cash kept for sales, after change. */
  readonly cash: number;
  /** How many sales. */
  readonly sales: number;
  /** How many voids. */
  readonly voids: number;
  /** How often the drawer was opened without a sale. */
  readonly drawer: number;
}

export const ZERO_TOTALS: Totals = { gross: 0, cash: 0, sales: 0, voids: 0, drawer: 0 };

/** Why an epoch began. */
export type EpochReason = 'install' | 'fork' | 'ahead' | 'restore';

/** What makes the first link of a lineage; null where there is no parent or nothing is missing. */
export interface Genesis {
  readonly coopId: string;
  readonly deviceId: string;
  readonly epoch: string;
  readonly parent: { readonly epoch: string; readonly seq: number; readonly hash: string } | null;
  readonly reason: EpochReason;
  readonly missing: { readonly from: number; readonly to: number } | null;
}

/** One place in a ledger, as far as its hash goes. */
export interface Link {
  readonly coopId: string;
  readonly epoch: string;
  readonly seq: number;
  readonly factId: string;
  readonly body: string;
}

/** Any SHA-256 of a text's UTF-8 bytes in lower-case hex: a server has a faster one than this room may use. */
export type TextHash = (text: string) => string;

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. Synchronous on purpose: it runs inside the ledger's transaction. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** `content`: the hash of a fact's bytes. */
export function contentHash(body: string): string {
  return sha256Hex(body);
}

/** `hash_0` of an epoch. */
export function genesisHash(genesis: Genesis): string {
  const { parent, missing } = genesis;
  const parts = [
    'gerai1|genesis',
    genesis.coopId,
    genesis.deviceId,
    genesis.epoch,
    parent?.epoch ?? '-',
    parent?.seq ?? '-',
    parent?.hash ?? '-',
    genesis.reason,
    missing?.from ?? '-',
    missing?.to ?? '-',
  ];
  return sha256Hex(parts.join('|'));
}

/** `hash_n`: equal hashes mean equal whole prefixes. */
export function entryHash(link: Link, previousHash: string, hashText: TextHash = sha256Hex): string {
  const content = hashText(link.body);
  return hashText(
    `gerai1|${link.coopId}|${link.epoch}|${link.seq}|${link.factId}|${content}|${previousHash}`,
  );
}

/** The 8-character code that stands on paper: an outside witness that survives a move to another epoch. */
export function paperCode(coopId: string, factId: string, content: string): string {
  return crockfordCode(sha256(utf8ToBytes(`gerai1|paper|${coopId}|${factId}|${content}`)));
}

/** A device is named by its public key: the first 22 base64url characters of the key's SHA-256. */
export function deviceIdFrom(publicKeyDigestBase64Url: string): string {
  return publicKeyDigestBase64Url.slice(0, 22);
}

/**
 * Recomputes a run of entries.
 * @param previousHash the hash just before the first entry
 * @returns the seq of the first entry whose place or hash is wrong, or null when the run holds
 */
export function firstBrokenLink(
  run: {
    readonly coopId: string;
    readonly epoch: string;
    readonly fromSeq: number;
    readonly previousHash: string;
  },
  entries: readonly {
    readonly seq: number;
    readonly factId: string;
    readonly hash: string;
    readonly body: string;
  }[],
  hashText: TextHash = sha256Hex,
): number | null {
  let previous = run.previousHash;
  let expected = run.fromSeq;
  for (const entry of entries) {
    const link = {
      coopId: run.coopId,
      epoch: run.epoch,
      seq: entry.seq,
      factId: entry.factId,
      body: entry.body,
    };
    if (entry.seq !== expected || entryHash(link, previous, hashText) !== entry.hash) return expected;
    previous = entry.hash;
    expected += 1;
  }
  return null;
}
