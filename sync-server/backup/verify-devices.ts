import type { DatabaseSync } from 'node:sqlite';
import { compareSeries } from '#domain/series.ts';
import { deviceIdOf } from '../keys/signatures.ts';
import { OWN_DEVICE } from '../store/own-device.ts';
import type { FaultList } from './backup-report.ts';
import { rowsOf, textOf } from './backup-rows.ts';

const DEVICES =
  'select device_id, public_key, outlet_id, series from device where coop_id = ? and device_id <> ?';
const EPOCHS = 'select epoch, series from device_epoch where coop_id = ? and device_id <> ?';
const LAST = 'select outlet_id, last_series from outlet_series where coop_id = ?';

/**
 * Compares devices with their keys, and every series that was given with the last one of its outlet: a counter that is too low
 * would give it again. A lineage may be of an outlet that its device has left since, so it is compared with the highest of all.
 */
export function verifyDevices(database: DatabaseSync, coopId: string, faults: FaultList): void {
  const last = new Map<string, string>();
  for (const row of rowsOf(database, LAST, coopId))
    last.set(textOf(row, 'outlet_id'), textOf(row, 'last_series'));
  const highest = [...last.values()].toSorted(compareSeries).at(-1) ?? '';
  for (const row of rowsOf(database, DEVICES, coopId, OWN_DEVICE)) {
    const deviceId = textOf(row, 'device_id');
    if (deviceIdOf(textOf(row, 'public_key')) !== deviceId) faults.add('device_differs', deviceId);
    const given = last.get(textOf(row, 'outlet_id')) ?? '';
    if (compareSeries(textOf(row, 'series'), given) > 0) faults.add('series_differs', deviceId);
  }
  for (const row of rowsOf(database, EPOCHS, coopId, OWN_DEVICE))
    if (compareSeries(textOf(row, 'series'), highest) > 0) faults.add('series_differs', textOf(row, 'epoch'));
}
