import { uuidV7 } from '#domain/ids.ts';
import { invariant } from '#domain/invariant.ts';
import type { TimeZone } from '#domain/time.ts';
import { useCatalogue } from '../storage/replica/catalogue.ts';
import type { Workplace } from './workplace.ts';

/** A new fact's id. Made once, kept through every retry. */
export function newFactId(workplace: Pick<Workplace, 'clock' | 'random'>): string {
  return uuidV7(workplace.clock.now(), workplace.random.bytes(10));
}

/** The outlet's zone. @throws Error when the catalogue has no outlet: an enrolled device has pulled it before it starts */
export function outletZone(): TimeZone {
  const { outlet } = useCatalogue.getState();
  invariant(outlet !== null, 'an act happens in an outlet');
  return outlet.zone;
}
