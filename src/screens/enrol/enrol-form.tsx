import { useState, type SubmitEvent } from 'react';
import { parseCrockfordCode } from '#domain/crockford.ts';
import type { EnrolRefusal } from '#domain/refusal.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { Field } from '../../ui/field.tsx';
import { groupedCode } from '../../ui/grouped-code.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceKind } from './device-kind.ts';
import type { EnrolRequest } from './use-enrolment.ts';
import styles from './enrol-screen.module.css';

const DEVICE_NAME_MAX = 60;

interface EnrolFormProps {
  readonly refusal: EnrolRefusal | null;
  readonly isAsking: boolean;
  readonly onSubmit: (request: EnrolRequest) => void;
}

/** The code, filled in when the address brings it behind the `#`, and what lists call this device. */
export function EnrolForm({ refusal, isAsking, onSubmit }: EnrolFormProps) {
  const text = useAllText();
  const [typed, setTyped] = useState(() => groupedCode(window.location.hash.slice(1)));
  const [name, setName] = useState(() => text.enrol.names[deviceKind()]);
  const [isIncomplete, setIsIncomplete] = useState(false);
  const words = refusal && describeRefusal(refusal, text);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const code = parseCrockfordCode(typed);
    setIsIncomplete(code === null);
    if (code !== null && !isAsking) onSubmit({ code, name: name.trim() || text.enrol.names[deviceKind()] });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <CodeField
        label={text.enrol.code}
        hint={text.enrol.codeHint}
        error={isIncomplete ? text.enrol.codeIncomplete : undefined}
        value={typed}
        onType={(grouped) => {
          setTyped(grouped);
          setIsIncomplete(false);
        }}
      />
      <Field
        label={text.enrol.name}
        hint={text.enrol.nameHint}
        value={name}
        maxLength={DEVICE_NAME_MAX}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      {words && (
        <Notice tone="danger" title={words.what} isUrgent>
          {words.safe} {words.next}
        </Notice>
      )}
      <Button look="primary" size="huge" isWide submits isBusy={isAsking}>
        {isAsking ? text.enrol.preparing : text.enrol.submit}
      </Button>
    </form>
  );
}
