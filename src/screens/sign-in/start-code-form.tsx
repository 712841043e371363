import { useState, type SubmitEvent } from 'react';
import { parseCrockfordCode } from '#domain/crockford.ts';
import type { PinRefusal } from '#domain/refusal.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './start-code-form.module.css';

interface StartCodeFormProps {
  readonly refusal: PinRefusal | null;
  /** Gets 8 Crockford characters. */
  readonly onSubmit: (code: string) => void;
}

/** The code that an admin has read out. It is sent with the new PIN, so a wrong one is told only then. */
export function StartCodeForm({ refusal, onSubmit }: StartCodeFormProps) {
  const text = useAllText();
  const [typed, setTyped] = useState('');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const words = refusal && describeRefusal(refusal, text);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = parseCrockfordCode(typed);
    setIsIncomplete(code === null);
    if (code !== null) onSubmit(code);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <CodeField
        label={text.newPin.code}
        hint={text.newPin.codeHint}
        error={isIncomplete ? text.enrol.codeIncomplete : undefined}
        value={typed}
        onType={(grouped) => {
          setTyped(grouped);
          setIsIncomplete(false);
        }}
      />
      {words && (
        <Notice tone="danger" title={words.what} isUrgent>
          {words.next}
        </Notice>
      )}
      <Button look="primary" size="huge" isWide submits>
        {text.newPin.next}
      </Button>
    </form>
  );
}
