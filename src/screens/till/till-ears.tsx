import { useEffect } from 'react';
import { useWorkplace } from '../../actions/workplace.ts';
import { listenForScans } from '../../device/scanner.ts';
import { storeCodeReader } from '../../device/camera/code-reader.ts';
import { unlockSound } from '../../device/sound.ts';
import { whenIdle } from '../../device/when-idle.ts';
import { refuseScan, takeScan } from './line-acts.ts';
import { TillKeys } from './till-keys.ts';
import type { SearchAware } from './till-rest.ts';

/** Hears the scanner and the keyboard. Draws nothing. */
export function TillEars({ search }: SearchAware) {
  const workplace = useWorkplace();

  // The scanner types into the window, wherever the focus is, so one ear listens as long as the till is open.
  useEffect(() => listenForScans(window, (code) => takeScan(workplace, code), refuseScan), [workplace]);

  // What the camera's reader needs is fetched once nobody waits for anything, so that it reads without a link.
  useEffect(() => whenIdle(() => void storeCodeReader().catch(() => undefined)), []);

  // A beep must not wait for the loudspeaker, so it is made ready before the first scan.
  useEffect(unlockSound, []);

  return <TillKeys search={search} />;
}
