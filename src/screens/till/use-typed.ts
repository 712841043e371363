import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { SCAN_GAP_MS_MAX } from '../../device/scan-rule.ts';
import { keypadKeyOf, type KeypadKey } from '../../ui/keypad-value.ts';
import { useTill } from './till-store.ts';

interface Typed<Value> {
  readonly value: Value;
  readonly press: (key: KeypadKey) => void;
  readonly onKeyboard: (event: KeyboardEvent) => void;
}

/**
 * A value from the keypad or the keyboard. A scanner types into an open sheet as well: what stood there before its fast run
 * of keys comes back whenever a scan is refused.
 * @param type the value after one more key
 */
export function useTyped<Value>(start: Value, type: (typed: Value, key: KeypadKey) => Value): Typed<Value> {
  const [value, setValue] = useState(start);
  const burst = useRef({ lastAt: Number.NEGATIVE_INFINITY, before: start });
  const refusedScan = useTill((till) => (till.notice?.kind === 'scan-refused' ? till.notice.nonce : null));
  const press = (key: KeypadKey) => setValue((typed) => type(typed, key));

  // The scanner is heard only after its keys have arrived, so the refusal comes when they already stand here.
  useEffect(() => {
    if (refusedScan !== null) setValue(burst.current.before);
  }, [refusedScan]);

  return {
    value,
    press,
    onKeyboard: (event) => {
      // Codes have letters too, so every key counts for the run, and only some are typed.
      if (event.timeStamp - burst.current.lastAt > SCAN_GAP_MS_MAX) burst.current.before = value;
      burst.current.lastAt = event.timeStamp;
      const key = keypadKeyOf(event.key);
      if (key) press(key);
    },
  };
}
