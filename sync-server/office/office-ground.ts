import type { DeskGround, EnrolmentDesk } from '../enrolment/enrolment-desk.ts';
import type { LookedImports } from './looked-imports.ts';
import type { OfficeSessions } from './office-sessions.ts';
import type { PasswordKeeper } from './password.ts';

/** What the office stands on. */
export interface OfficeGround extends DeskGround {
  readonly desk: EnrolmentDesk;
  readonly officeSessions: OfficeSessions;
  readonly passwords: PasswordKeeper;
  readonly lookedImports: LookedImports;
}
