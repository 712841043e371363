import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { SCAN_GAP_MS_MAX } from '../../device/scan-rule.ts';
import { keypadKeyOf, typeAmount, type KeypadKey } from '../../ui/keypad-value.ts';
import { useTill } from './till-store.ts';

interface TypedAmount {
  /** Whole rupiah. */
  readonly amount: number;
  readonly press: (key: KeypadKey) => void;
  readonly onKeyboard: (event: KeyboardEvent) => void;
}

/**
 * An amount from the keypad or the keyboard. A scanner types into the payment as well: what stood there before
 * its fast run of keys comes back when the scan is refused.
 */
export function useTypedAmount(): TypedAmount {
  const [amount, setAmount] = useState(0);
  const burst = useRef({ lastAt: Number.NEGATIVE_INFINITY, before: 0 });
  const isScanRefused = useTill((till) => till.notice?.kind === 'scan-refused');

  // The scanner is heard only after its keys have arrived, so the refusal comes when they already stand here.
  useEffect(() => {
    if (isScanRefused) setAmount(burst.current.before);
  }, [isScanRefused]);

  return {
    amount,
    press: (key) => setAmount((typed) => typeAmount(typed, key)),
    onKeyboard: (event) => {
      const key = keypadKeyOf(event.key);
      if (!key) return;
      if (event.timeStamp - burst.current.lastAt > SCAN_GAP_MS_MAX) burst.current.before = amount;
      burst.current.lastAt = event.timeStamp;
      setAmount((typed) => typeAmount(typed, key));
    },
  };
}
