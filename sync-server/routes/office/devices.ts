import { accepted } from '#domain/result.ts';
import { officeDevicesSchema } from '#protocol/office/reads.ts';
import type { App } from '../../app.ts';
import { readDevices } from '../../office/read-devices.ts';
import type { Premises } from '../../premises.ts';
import { noQuery, officeRead } from './office-route.ts';

export function devicesRoute(app: App, premises: Premises): void {
  officeRead(app, {
    path: 'devices',
    summary: 'Devices with what they said last',
    query: noQuery,
    reply: officeDevicesSchema,
    run: async ({ session }) => accepted(await readDevices(premises, session.coopId)),
  });
}
