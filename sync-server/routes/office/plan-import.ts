import { IMPORT_BYTES_MAX, importFilesSchema, importReportSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { planOfficeImport } from '../../office/import-office.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function planImportRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'plan-import',
    summary: 'What files would bring, without writing anything',
    body: importFilesSchema,
    reply: importReportSchema,
    bodyLimit: IMPORT_BYTES_MAX,
    run: (person, files) => planOfficeImport(premises, person, files),
  });
}
