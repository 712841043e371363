import { lazy, Suspense, useState } from 'react';
import type { Staff } from '#domain/coop.ts';
import type { SignInRefusal } from '#domain/refusal.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useText } from '../../locale/use-text.ts';
import { signIn, type LockState } from '../../session/sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Keypad } from '../../ui/keypad.tsx';
import type { KeypadKey } from '../../ui/keypad-value.ts';
import { Notice } from '../../ui/notice.tsx';
import { PinDots } from '../../ui/pin-dots.tsx';
import { useCountdown, type Wait } from './use-countdown.ts';
import { useDigitKeys } from './use-digit-keys.ts';
import styles from './pin-entry.module.css';

/** Only who mistypes needs its words. */
const PinRefusal = lazy(async () => ({ default: (await import('./pin-refusal.tsx')).PinRefusal }));

const PIN_LENGTH = 6;

interface PinEntryProps {
  readonly staff: Staff;
  readonly lock: LockState;
  readonly onBack: () => void;
}

/** Six digits, sent by themselves with the last one. */
export function PinEntry({ staff, lock, onBack }: PinEntryProps) {
  const text = useText();
  const { clock } = useWorkplace();
  const { pin, press, refusal, wait, isChecking } = usePin(staff, lock);
  const leftMs = useCountdown(clock, wait);
  const isLocked = leftMs > 0;
  const isWaitOver = refusal?.kind === 'pin-locked' && !isLocked;
  const shown = isLocked ? ({ kind: 'pin-locked', waitMs: leftMs } as const) : isWaitOver ? null : refusal;
  const onKey = (key: KeypadKey) => {
    if (!isLocked) press(key);
  };
  useDigitKeys(onKey);

  return (
    <div className={styles.entry}>
      <PinDots
        // A new refusal draws the dots anew, so that they shake each time.
        key={refusal === null ? 'fresh' : `refused-${refusal.kind === 'pin-wrong' ? refusal.triesLeft : ''}`}
        length={PIN_LENGTH}
        filled={pin.length}
        isWrong={refusal !== null && pin === '' && !isChecking}
        label={text.signIn.pinFilled({ count: pin.length })}
      />
      <div className={styles.message}>
        {isChecking ? (
          <p className={styles.checking} role="status">
            {text.signIn.checking}
          </p>
        ) : (
          shown && (
            <ErrorBoundary fallback={() => <Notice tone="danger" title={text.till.partMissing} isUrgent />}>
              <Suspense fallback={null}>
                <PinRefusal refusal={shown} isUrgent={!isLocked} />
              </Suspense>
            </ErrorBoundary>
          )
        )}
      </div>
      <Keypad size="large" label={text.signIn.pinPad} isDisabled={isLocked} onKey={onKey} />
      <Button look="quiet" icon="back" isWide onClick={onBack}>
        {text.signIn.otherName}
      </Button>
    </div>
  );
}

function usePin(staff: Staff, lock: LockState) {
  const workplace = useWorkplace();
  const [pin, setPin] = useState('');
  const [isChecking, setIsChecking] = useState(false);
  const [refusal, setRefusal] = useState<SignInRefusal | null>(null);
  const [wait, setWait] = useState<Wait | null>(() =>
    lock.waitMs > 0 ? { startedAt: workplace.clock.mono(), waitMs: lock.waitMs } : null,
  );
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
  // A storage that can't be read is no wrong PIN: the screen's boundary says so.
  if (failure) throw failure.error;

  const check = async (typed: string) => {
    setIsChecking(true);
    try {
      const answer = await signIn(workplace, staff.id, typed);
      if (answer.ok) return;
      setRefusal(answer.refusal);
      if (answer.refusal.kind === 'pin-locked') {
        setWait({ startedAt: workplace.clock.mono(), waitMs: answer.refusal.waitMs });
      }
    } catch (error) {
      setFailure({ error });
    } finally {
      setPin('');
      setIsChecking(false);
    }
  };
  const press = (key: KeypadKey) => {
    if (isChecking) return;
    const typed = key === 'backspace' ? pin.slice(0, -1) : pin + key;
    if (typed.length > PIN_LENGTH) return;
    setPin(typed);
    if (typed.length === PIN_LENGTH) void check(typed);
  };
  return { pin, press, refusal, wait, isChecking };
}
