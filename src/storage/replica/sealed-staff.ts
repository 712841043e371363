import { sealPin } from './pin-seal.ts';

/**
 * A staff row whose PIN hash is sealed; every other column stays as it came. A PIN of a shape that this program does not
 * know is left out, because keeping it could mean keeping an unsealed hash.
 */
export async function sealedStaffRow(
  row: Readonly<Record<string, unknown>>,
  pinKey: CryptoKey,
): Promise<Record<string, unknown>> {
  const { pin } = row;
  if (pin === null || pin === undefined) return row;
  if (typeof pin !== 'object' || !('hash' in pin) || typeof pin.hash !== 'string')
    return { ...row, pin: null };
  return { ...row, pin: { ...pin, hash: await sealPin(pinKey, pin.hash) } };
}
