import { actReplySchema, IMPORT_BYTES_MAX, runImportSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import { runOfficeImport } from '../../office/import-office.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function runImportRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'run-import',
    summary: 'Writes what was looked at',
    body: runImportSchema,
    reply: actReplySchema,
    bodyLimit: IMPORT_BYTES_MAX,
    run: (person, files) => runOfficeImport(premises, person, files),
  });
}
