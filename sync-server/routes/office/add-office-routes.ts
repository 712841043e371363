import type { App } from '../../app.ts';
import type { Premises } from '../../premises.ts';
import { acceptInvitationRoute } from './accept-invitation.ts';
import { changeOutletRoute } from './change-outlet.ts';
import { changePasswordRoute } from './change-password.ts';
import { changePriceRoute } from './change-price.ts';
import { decideCodeRoute } from './decide-code.ts';
import { devicesRoute } from './devices.ts';
import { factRoute } from './fact.ts';
import { findingsRoute } from './findings.ts';
import { houseRoute } from './house.ts';
import { inviteAccountRoute } from './invite-account.ts';
import { makeCodeRoute } from './make-code.ts';
import { meRoute } from './me.ts';
import { peopleRoute } from './people.ts';
import { planImportRoute } from './plan-import.ts';
import { productsRoute } from './products.ts';
import { putPersonRoute } from './put-person.ts';
import { reinstateDeviceRoute } from './reinstate-device.ts';
import { resetPinRoute } from './reset-pin.ts';
import { revokeDeviceRoute } from './revoke-device.ts';
import { runImportRoute } from './run-import.ts';
import { salesRoute } from './sales.ts';
import { signInRoute } from './sign-in.ts';
import { signOutRoute } from './sign-out.ts';
import { viewCodeRoute } from './view-code.ts';

/** Everything under `/api/office/v1`: the ways in and out, what is read, what is done. */
export function addOfficeRoutes(app: App, premises: Premises): void {
  const routes = [
    signInRoute,
    acceptInvitationRoute,
    signOutRoute,
    changePasswordRoute,
    meRoute,
    salesRoute,
    factRoute,
    findingsRoute,
    devicesRoute,
    productsRoute,
    peopleRoute,
    houseRoute,
    changePriceRoute,
    planImportRoute,
    runImportRoute,
    makeCodeRoute,
    viewCodeRoute,
    decideCodeRoute,
    revokeDeviceRoute,
    reinstateDeviceRoute,
    putPersonRoute,
    resetPinRoute,
    inviteAccountRoute,
    changeOutletRoute,
  ];
  for (const addRoute of routes) addRoute(app, premises);
}
