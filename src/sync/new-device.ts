import { deviceIdFrom } from '#domain/chain.ts';
import { base64Url } from '#domain/ids.ts';
import type { DeviceKeys } from '../storage/ledger/ledger-port.ts';
import { digest, makeSigningKeys, publicKeyBytes } from './device-signature.ts';

/** A device that exists as keys and is not enrolled yet. */
export interface NewDevice {
  readonly keys: DeviceKeys;
  /** Uncompressed point, base64url. */
  readonly publicKey: string;
  readonly deviceId: string;
}

/**
 * Makes the two keys that are this device: one signs, one seals PINs. Neither can be exported, not even by us. The device's
 * name is the hash of its public key.
 */
export async function makeNewDevice(): Promise<NewDevice> {
  const signing = await makeSigningKeys();
  const pinKey = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const bytes = await publicKeyBytes(signing);
  const deviceId = deviceIdFrom(base64Url(await digest(bytes)));
  return { keys: { signing, pinKey }, publicKey: base64Url(bytes), deviceId };
}
