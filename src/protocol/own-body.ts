import { BODY_VERSION, type Fact, type FactKind } from '#domain/facts.ts';
import { parseJson } from './parse-json.ts';

const KINDS: Record<FactKind, true> = {
  'sale.recorded': true,
  'shift.opened': true,
  'shift.closed': true,
  'pin.failed': true,
  'stock.opened': true,
  'master.imported': true,
  'device.enrolled': true,
  'server.restored': true,
  'member.registered': true,
  'member.changed': true,
  'product.registered': true,
  'product.changed': true,
  'price.changed': true,
  'pin.reset': true,
  'pin.set': true,
  'person.changed': true,
  'account.invited': true,
  'device.revoked': true,
  'device.reinstated': true,
  'outlet.changed': true,
};

/**
 * Reads a body out of the device's own ledger. It was made from a typed fact by this program and its bytes are guarded by the
 * chain, so it is not examined like a stranger's (`parseBody`), which would bring the whole schema library to the till.
 * @returns null when an older or newer program wrote a kind or version that this one does not know, or the bytes are hurt
 */
export function factOfOwnBody(body: string): Fact | null {
  const json = parseJson(body);
  return isKnownFact(json) ? json : null;
}

/** The number of UTF-8 bytes of a text, without making them. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isPair = unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
    if (isPair) index += 1;
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : 3;
  }
  return bytes;
}

function isKnownFact(json: unknown): json is Fact {
  if (typeof json !== 'object' || json === null || !('kind' in json) || !('v' in json)) return false;
  return typeof json.kind === 'string' && Object.hasOwn(KINDS, json.kind) && json.v === BODY_VERSION;
}
