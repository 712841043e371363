import * as z from 'zod/mini';
import {
  OFFICE_ROWS_MAX,
  type OfficeSale,
  type OfficeSales,
  type SalesQuery,
} from '#protocol/office/reads.ts';
import type { Knowledge } from '../ledger/knowledge.ts';
import type { SalePoint, SaleRecord, SaleSum } from '../store/office-store.ts';
import type { OfficeGround } from './office-ground.ts';
import { readPoint, writePoint } from './page-point.ts';

const pointSchema = z.tuple([z.string(), z.int(), z.string()]);

/** One page of sales with the sums of the whole selection, in one snapshot. */
export async function readSales(
  ground: OfficeGround,
  coopId: string,
  query: SalesQuery,
): Promise<OfficeSales> {
  const { next, number, ...rest } = query;
  const selection = { ...rest, number: number === '' ? undefined : number?.toUpperCase() };
  return ground.store.read(async (snapshot) => {
    const page = { after: pointFrom(next), limit: OFFICE_ROWS_MAX + 1 };
    const found = await snapshot.office.readSales(coopId, selection, page);
    const sales = found.slice(0, OFFICE_ROWS_MAX);
    const last = sales.at(-1);
    const findings = await snapshot.office.countFindingsOn(
      coopId,
      sales.map((sale) => sale.factId),
    );
    const devices = await snapshot.office.readDevices(coopId);
    const names = {
      staff: (await ground.knowledge.read(snapshot, coopId)).staff,
      devices: new Map(devices.map(({ deviceId, name }) => [deviceId, name])),
    };
    return {
      sales: sales.map((sale) => describeSale(sale, names, findings.get(sale.factId) ?? 0)),
      next: found.length > OFFICE_ROWS_MAX && last !== undefined ? writePoint(pointOf(last)) : null,
      sum: sumOf(await snapshot.office.sumSales(coopId, selection)),
    };
  });
}

interface Names {
  readonly staff: Knowledge['staff'];
  readonly devices: ReadonlyMap<string, string>;
}

function describeSale(sale: SaleRecord, names: Names, findingCount: number): OfficeSale {
  return {
    ...sale,
    methods: [...sale.methods],
    deviceName: names.devices.get(sale.deviceId) ?? sale.deviceId,
    staffName: names.staff.get(sale.staffId ?? '')?.name ?? null,
    findingCount,
  };
}

/** Money counts where it is booked; what is held or quarantined is counted apart. */
function sumOf(sums: readonly SaleSum[]): OfficeSales['sum'] {
  const booked = sums.find(({ status }) => status === 'accepted');
  const unsettled = sums
    .filter(({ status }) => status !== 'accepted')
    .reduce((count, sum) => count + sum.count, 0);
  return { count: booked?.count ?? 0, totalRupiah: booked?.totalRupiah ?? 0, unsettled };
}

function pointOf(sale: SaleRecord): readonly (string | number)[] {
  return [sale.businessDate ?? '', sale.at, sale.factId];
}

function pointFrom(next: string | undefined): SalePoint | null {
  const point = next === undefined ? null : readPoint(next, pointSchema);
  return point === null ? null : { businessDate: point[0], at: point[1], factId: point[2] };
}
