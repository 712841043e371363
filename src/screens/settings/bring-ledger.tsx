import { useRef, useState } from 'react';
import { useWorkplace } from '../../actions/workplace.ts';
import type { AllMessages } from '../../locale/more-id.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import type { HandOverOutcome } from '../../sync/hand-over.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './settings-screen.module.css';

type Bringing = 'idle' | 'busy' | HandOverOutcome | { readonly ok: false; readonly isBroken: true };

/** Brings a copy that another device has saved to the server. */
export function BringLedger() {
  const text = useAllText();
  const workplace = useWorkplace();
  const picker = useRef<HTMLInputElement>(null);
  const [bringing, setBringing] = useState<Bringing>('idle');
  const bring = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setBringing('busy');
    try {
      const { bringFile } = await import('../../sync/ledger-copy-file.ts');
      setBringing(await bringFile(file, workplace));
    } catch {
      setBringing({ ok: false, isBroken: true });
    }
  };
  return (
    <>
      <p className={styles.quiet}>{text.copies.bringLead}</p>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={text.copies.bring}
        onChange={(event) => {
          void bring(event.target.files?.[0]);
          // The same file again is another wish.
          event.target.value = '';
        }}
      />
      <Button icon="cloudUp" isBusy={bringing === 'busy'} onClick={() => picker.current?.click()}>
        {bringing === 'busy' ? text.copies.bringing : text.copies.bring}
      </Button>
      {typeof bringing === 'object' && <Brought outcome={bringing} text={text} />}
    </>
  );
}

function Brought({
  outcome,
  text,
}: {
  readonly outcome: Exclude<Bringing, string>;
  readonly text: AllMessages;
}) {
  if (!outcome.ok) return <Notice tone="danger">{failureWords(outcome, text)}</Notice>;
  const { stored, kept, faults } = outcome.value;
  return (
    <>
      <Notice tone="ok">{text.copies.brought({ count: stored })}</Notice>
      {kept > 0 && <Notice tone="warn">{text.copies.kept({ count: kept })}</Notice>}
      {faults.length > 0 && <Notice tone="warn">{text.copies.partDamaged}</Notice>}
    </>
  );
}

function failureWords(
  outcome: Exclude<Exclude<Bringing, string>, { readonly ok: true }>,
  text: AllMessages,
): string {
  if ('fault' in outcome)
    return outcome.fault === 'newer_version' ? text.copies.newer : text.copies.notLedger;
  if ('failure' in outcome && outcome.failure.kind === 'refused') return text.copies.refused;
  return text.copies.offline;
}
