import { accepted, refused } from '#domain/result.ts';
import { codeViewSchema, viewCodeSchema } from '#protocol/office/acts.ts';
import type { App } from '../../app.ts';
import type { Premises } from '../../premises.ts';
import { officeAct } from './office-route.ts';

export function viewCodeRoute(app: App, premises: Premises): void {
  officeAct(app, {
    act: 'view-code',
    summary: 'What became of a code',
    body: viewCodeSchema,
    reply: codeViewSchema,
    run: async ({ session }, { code }) => {
      const view = await premises.desk.viewCode(code, session.coopId);
      return view === null ? refused({ problem: 'not_found' }) : accepted(view);
    },
  });
}
