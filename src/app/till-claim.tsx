import { useEffect } from 'react';
import { loadCart } from '../actions/edit-cart.ts';
import { useWorkplace } from '../actions/workplace.ts';
import { claimTill } from '../device/claim-till.ts';

/** Makes this tab the till. Stands in the shell and not around it: the claim outlives every screen. */
export function TillClaim(): null {
  const workplace = useWorkplace();

  // The lock belongs to the tab and not to React, so nothing is given back when a screen goes.
  useEffect(() => {
    claimTill(workplace.identity.deviceId, () => loadCart(workplace));
  }, [workplace]);

  return null;
}
