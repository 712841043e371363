import { parseBody } from '#protocol/fact.ts';
import type { OfficeHouse } from '#protocol/office/reads.ts';
import { parseRow } from '#protocol/rows.ts';
import { SERVER_BUILD } from '../version.ts';
import type { OfficeGround } from './office-ground.ts';

/** How many items a fact opened. */
function openedIn(body: string): number {
  const parsed = parseBody(body);
  return parsed.outcome === 'fact' ? parsed.fact.moves.length : 0;
}

const CASH_STEP_RUPIAH = 100;

/** The co-operative, its outlets, how much is in its books, and the state of its server. */
export async function readHouse(ground: OfficeGround, coopId: string): Promise<OfficeHouse> {
  return ground.store.read(async (snapshot) => {
    const [record] = await snapshot.readMasterRows(coopId, ['coop']);
    const coop = record === undefined ? null : parseRow('coop', JSON.parse(record.row));
    const { outlets } = await ground.knowledge.read(snapshot, coopId);
    const rows = await snapshot.office.countRows(coopId);
    const sums = await snapshot.office.sumSales(coopId, {});
    const devices = await snapshot.office.readDevices(coopId);
    const marks = await snapshot.readBackupMarks(coopId);
    const openings = await snapshot.readFactBodies(coopId, 'stock.opened');
    const countOf = (entity: string): number => rows.get(entity) ?? 0;
    return {
      coop: {
        id: coopId,
        name: coop?.name ?? coopId,
        cashStepRupiah: coop?.cashStepRupiah ?? CASH_STEP_RUPIAH,
      },
      outlets: [...outlets.values()].map((outlet) => ({
        id: outlet.id,
        code: outlet.code,
        name: outlet.name,
        address: outlet.address,
        zone: outlet.zone,
        places: outlet.places.map(({ id, name, kind }) => ({ id, name, kind })),
        receiptHead: [...(outlet.receiptHead ?? [])],
        receiptFoot: outlet.receiptFoot ?? '',
      })),
      counts: {
        people: countOf('staff'),
        products: countOf('product'),
        members: countOf('member'),
        rules: countOf('rule'),
        openingStock: openings.reduce((count, body) => count + openedIn(body), 0),
        devices: devices.length,
        sales: sums.find(({ status }) => status === 'accepted')?.count ?? 0,
      },
      server: {
        build: SERVER_BUILD,
        generation: (await snapshot.readCoop(coopId))?.serverGen ?? '',
        database: ground.store.database,
        backupVerifiedAt: marks.length === 0 ? null : Math.max(...marks.map(({ verifiedAt }) => verifiedAt)),
      },
    };
  });
}
