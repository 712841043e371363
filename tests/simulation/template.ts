import { certificateOf, certifyDevice } from '../../sync-server/enrolment/certify-device.ts';
import { KnowledgeCache } from '../../sync-server/ledger/knowledge.ts';
import { appendOwnFacts, foundCoop } from '../../sync-server/ledger/own-ledger.ts';
import type { DeviceIdentity } from '../../src/storage/ledger/ledger-port.ts';
import { markDurable } from '../../sync-server/backup/mark-durable.ts';
import { Books, proveBackup } from './books.ts';
import { Prng } from './prng.ts';
import { sheetOf, type Backup } from './sim-server.ts';
import { fixedKey, serverKeys, type FixedKey } from './sim-keys.ts';
import { MORNING } from '../server/builders/fake-world.ts';
import { HOUSES, openingOf, openingStock, outletOf } from './world-shape.ts';

/** Devices that enrolled in one outlet before any world begins; a world switches some of them on. */
const DEVICES_AN_OUTLET = 5;

export interface EnrolledDevice {
  readonly identity: DeviceIdentity;
  readonly key: FixedKey;
  readonly serverGen: string;
  readonly series: string;
}

/** Books as they are on the first morning, and the devices that are in them. Made once, copied for each seed. */
export interface Template {
  readonly image: Uint8Array;
  /** A verified copy from just before; the books know of it. */
  readonly backup: Backup;
  /** By house, outlet and number. */
  readonly devices: readonly (readonly (readonly EnrolledDevice[])[])[];
}

export async function makeTemplate(): Promise<Template> {
  const books = Books.empty();
  const prng = new Prng(0, 99);
  const clock = { now: () => MORNING - 3_600_000 };
  const ground = {
    store: books.store,
    keys: serverKeys(),
    clock,
    random: prng,
    knowledge: new KnowledgeCache(),
  };
  const devices: EnrolledDevice[][][] = [];
  for (const { coopId, outlets } of HOUSES) {
    const serverGen = await books.store.write(async (tx) => {
      await foundCoop(tx, ground, coopId);
      const outlet = outletOf(outlets[0]);
      await appendOwnFacts(tx, ground, { coopId, outlet }, openingOf(coopId, outlets));
      for (const id of outlets)
        await appendOwnFacts(tx, ground, { coopId, outlet: outletOf(id) }, [openingStock(id)]);
      return (await tx.readCoop(coopId))?.serverGen ?? '';
    });
    const house: EnrolledDevice[][] = [];
    for (const outletId of outlets) {
      const enrolled: EnrolledDevice[] = [];
      for (let number = 1; number <= DEVICES_AN_OUTLET; number += 1) {
        const key = fixedKey(`${coopId} ${outletId} ${number}`);
        const applicant = {
          coopId,
          outlet: outletOf(outletId),
          publicKey: key.publicKey,
          name: `Tablet ${number}`,
        };
        const device = await books.store.write((tx) => certifyDevice(tx, ground, applicant));
        const { deviceId, name, series } = device;
        const identity = {
          deviceId,
          coopId,
          outletId,
          outletCode: outletId,
          name,
          certificate: certificateOf(device),
          serverKey: ground.keys.publicKey,
        };
        enrolled.push({ identity, key, serverGen, series });
      }
      house.push(enrolled);
    }
    devices.push(house);
  }
  const image = books.image();
  const backup = { file: 'first-morning.db', image, madeAt: clock.now(), coops: proveBackup(image).coops };
  await markDurable(books.store, { file: backup.file, sheet: sheetOf(backup) }, [backup.file]);
  const filled = books.image();
  books.close();
  return { image: filled, backup, devices };
}
