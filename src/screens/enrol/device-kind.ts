const TABLET_SIDE_PX = 600;

/** What this device probably is, for a name that needs no typing: a guess that the person may change. */
export function deviceKind(): 'phone' | 'tablet' | 'computer' {
  if (!window.matchMedia('(pointer: coarse)').matches) return 'computer';
  return Math.min(window.screen.width, window.screen.height) < TABLET_SIDE_PX ? 'phone' : 'tablet';
}
