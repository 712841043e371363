import { create } from 'zustand';
import type { Staff } from '#domain/coop.ts';

/** Who stands at the device, for screens. Nothing of it outlives the page: after a restart a PIN is asked for again. */
export const useSession = create<{ readonly staff: Staff | null }>(() => ({ staff: null }));
