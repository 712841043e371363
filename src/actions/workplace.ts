import { createContext, useContext } from 'react';
import type { Staff } from '#domain/coop.ts';
import { invariant } from '#domain/invariant.ts';
import type { Clock } from '../device/clock.ts';
import type { Random } from '../device/random.ts';
import type { DeviceIdentity, LedgerPort } from '../storage/ledger/ledger-port.ts';
import type { Replica } from '../storage/replica/replica.ts';

/** What an action works with: this device's two memories and its ports. Made once, when the program starts. */
export interface Workplace {
  readonly identity: DeviceIdentity;
  readonly ledger: LedgerPort;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly random: Random;
  /** The build that writes facts, as it stands in their bodies. */
  readonly build: string;
  /** This start's number, counted on the device. */
  readonly boot: number;
  /**
   * Who stands here now. Signing in and out writes it, acts read it: the two rooms may not import each other, and an act
   * must never ask the screen who did it.
   */
  readonly present: { staff: Staff | null };
  /** Sign-in tells of a wrong PIN through this, for the same reason: composing a fact is an act's business. */
  readonly recordPinFailure: (staff: Staff, failures: number) => Promise<void>;
}

export const WorkplaceContext = createContext<Workplace | null>(null);

/** The workplace that the app has opened. @throws Error when a screen is shown before there is one */
export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  invariant(workplace !== null, 'a screen needs an opened workplace');
  return workplace;
}
