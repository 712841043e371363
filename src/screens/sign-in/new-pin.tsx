import type { Staff } from '#domain/coop.ts';
import { PIN_LENGTH } from '#domain/pin.ts';
import type { PinRefusal } from '#domain/refusal.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Keypad } from '../../ui/keypad.tsx';
import { LanguageButton } from '../../ui/language-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PinDots } from '../../ui/pin-dots.tsx';
import { StartCodeForm } from './start-code-form.tsx';
import { useDigitKeys } from './use-digit-keys.ts';
import { useNewPin, type NewPinStep } from './use-new-pin.ts';
import styles from './pin-entry.module.css';

interface NewPinProps {
  readonly staff: Staff;
  readonly onBack: () => void;
}

/** A person without a PIN makes one: the code that an admin has read out, then six digits twice. Needs the link. */
export function NewPin({ staff, onBack }: NewPinProps) {
  const text = useAllText();
  const coopName = useCatalogue((catalogue) => catalogue.coop?.name);
  const { step, refusal, filled, takeCode, press, send } = useNewPin(staff, onBack);
  const isTyping = step === 'first' || step === 'repeat';

  return (
    <Page
      over={coopName}
      title={text.newPin.title({ name: staff.name })}
      lead={leadOf(step, text.newPin)}
      corner={<LanguageButton />}
    >
      {step === 'code' && <StartCodeForm refusal={refusal} onSubmit={takeCode} />}
      {isTyping && <Digits key={step} filled={filled} refusal={refusal} onKey={press} />}
      {step === 'sending' && <p role="status">{text.newPin.sending}</p>}
      {step === 'failed' && (
        <>
          {refusal && <PinNotice refusal={refusal} />}
          <Button look="primary" size="huge" icon="refresh" isWide onClick={send}>
            {text.common.retry}
          </Button>
        </>
      )}
      <Button look="quiet" icon="back" isWide onClick={onBack}>
        {text.signIn.otherName}
      </Button>
    </Page>
  );
}

interface DigitsProps {
  readonly filled: number;
  readonly refusal: PinRefusal | null;
  readonly onKey: ReturnType<typeof useNewPin>['press'];
}

/** Six digits that nobody sees, taken with the last one. */
function Digits({ filled, refusal, onKey }: DigitsProps) {
  const text = useAllText();
  useDigitKeys(onKey);
  return (
    <div className={styles.entry}>
      <PinDots
        length={PIN_LENGTH}
        filled={filled}
        isWrong={refusal !== null && filled === 0}
        label={text.signIn.pinFilled({ count: filled })}
      />
      <div className={styles.message}>{refusal && <PinNotice refusal={refusal} />}</div>
      <Keypad size="large" label={text.signIn.pinPad} onKey={onKey} />
    </div>
  );
}

function PinNotice({ refusal }: { readonly refusal: PinRefusal }) {
  const words = describeRefusal(refusal, useAllText());
  return (
    <Notice tone="danger" title={words.what} isUrgent>
      {words.next}
    </Notice>
  );
}

function leadOf(step: NewPinStep, words: ReturnType<typeof useAllText>['newPin']): string {
  if (step === 'code') return words.codeLead;
  return step === 'repeat' ? words.repeatLead : words.firstLead;
}
