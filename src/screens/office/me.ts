import { isTimeZone, type TimeZone } from '#domain/time.ts';
import { mayDo, type Act } from '#domain/permissions.ts';
import { invariant } from '#domain/invariant.ts';
import { useOfficeSession, type OfficeMe } from '../../sync/office-session-store.ts';

/** Indonesia's middle: only for an outlet whose row names no zone that is known here. */
const ZONE_OTHERWISE: TimeZone = 'Asia/Makassar';

/** Who sits here. Only drawn inside the office, where somebody does. */
export function useMe(): OfficeMe {
  const session = useOfficeSession((state) => state.session);
  invariant(session.kind === 'in', 'the office is drawn for somebody who is signed in');
  return session.me;
}

/** Whether the person may do an act; who may not is shown no button that would only be refused. */
export function mayAct(me: OfficeMe, act: Act): boolean {
  return mayDo(act, me.role);
}

/** The zone whose clock an outlet's times are told in; without an outlet the first one's. */
export function zoneOf(me: OfficeMe, outletId?: string): TimeZone {
  const outlet = me.outlets.find(({ id }) => id === outletId) ?? me.outlets[0];
  return outlet && isTimeZone(outlet.zone) ? outlet.zone : ZONE_OTHERWISE;
}

/** An outlet's name, or its id where the office has not heard of it yet. */
export function outletName(me: OfficeMe, outletId: string): string {
  return me.outlets.find(({ id }) => id === outletId)?.name ?? outletId;
}
