import { useRef, useState } from 'react';
import type { Staff } from '#domain/coop.ts';
import { isGuessablePin, PIN_LENGTH } from '#domain/pin.ts';
import type { PinRefusal } from '#domain/refusal.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { deriveNewPin, type NewPin } from '../../session/new-pin.ts';
import { signIn } from '../../session/sign-in.ts';
import { setPin } from '../../sync/pin-client.ts';
import type { KeypadKey } from '../../ui/keypad-value.ts';

/**
 * ```
 *   code ──▶ first ──▶ repeat ──the same──▶ sending ──▶ signed in
 *    ▲         ▲ easy, or not the same │       │
 *    │         └───────────────────────┘       ├─ no link, a busy server ─▶ failed ──"again"──▶ sending
 *    └───────────── the code was wrong ────────┘
 * ```
 */
export type NewPinStep = 'code' | 'first' | 'repeat' | 'sending' | 'failed';

/** A PIN that waits to be sent: the same bytes each time, so that a lost reply costs nothing. */
interface Waiting {
  readonly digits: string;
  readonly pin: NewPin;
}

/**
 * Leads a person through code, PIN and its repetition, sets it and signs the person in.
 * @param onSaved the PIN is set and yet does not open the till: earlier wrong tries have locked it
 */
export function useNewPin(staff: Staff, onSaved: () => void) {
  const workplace = useWorkplace();
  const [step, setStep] = useState<NewPinStep>('code');
  const [code, setCode] = useState('');
  const [first, setFirst] = useState('');
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<PinRefusal | null>(null);
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
  const waiting = useRef<Waiting | null>(null);
  // A storage that fails is no refused PIN: the screen's boundary says so.
  if (failure) throw failure.error;

  const go = (next: NewPinStep, why: PinRefusal | null = null) => {
    setTyped('');
    setRefusal(why);
    setStep(next);
  };
  const deliver = async ({ digits, pin }: Waiting) => {
    go('sending');
    const answer = await setPin({ staffId: staff.id, code, pin }, workplace);
    if (answer.ok) return (await signIn(workplace, staff.id, digits)).ok ? undefined : onSaved();
    if (answer.refusal.kind.startsWith('start-code-')) go('code', answer.refusal);
    else go('failed', answer.refusal);
  };
  const run = (work: () => Promise<void>) => void work().catch((error: unknown) => setFailure({ error }));
  const take = (digits: string) => {
    if (step === 'first') {
      if (isGuessablePin(digits)) return go('first', { kind: 'pin-guessable' });
      setFirst(digits);
      return go('repeat');
    }
    if (digits !== first) return go('first', { kind: 'pin-differs' });
    run(async () => {
      go('sending');
      waiting.current = { digits, pin: await deriveNewPin(digits, workplace.random) };
      await deliver(waiting.current);
    });
  };
  return {
    step,
    refusal,
    filled: typed.length,
    takeCode: (taken: string) => {
      setCode(taken);
      go('first');
    },
    press: (key: KeypadKey) => {
      const digits = key === 'backspace' ? typed.slice(0, -1) : typed + key;
      if (digits.length > PIN_LENGTH) return;
      setTyped(digits);
      if (digits.length === PIN_LENGTH) take(digits);
    },
    /** Sends the same PIN once more. */
    send: () => {
      const { current } = waiting;
      if (current !== null) run(() => deliver(current));
    },
  };
}
