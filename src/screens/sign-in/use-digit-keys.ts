import { useEffect, useEffectEvent } from 'react';
import { keypadKeyOf, type KeypadKey } from '../../ui/keypad-value.ts';

/** Digits of a real keyboard count too, without a text field that would open the soft one. */
export function useDigitKeys(onKey: (key: KeypadKey) => void): void {
  const press = useEffectEvent(onKey);

  // Nothing here holds a text cursor, so the keys can only be heard on the window.
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const key = keypadKeyOf(event.key);
      if (key && key !== ',') press(key);
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
