import { useState } from 'react';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

type Saving =
  | { readonly kind: 'idle' | 'busy' | 'failed' }
  | { readonly kind: 'saved'; readonly name: string };

/** Saves all that this device's ledger holds as a file. What makes the file is loaded when somebody wants one. */
export function SaveLedger() {
  const text = useAllText();
  const workplace = useWorkplace();
  const [saving, setSaving] = useState<Saving>({ kind: 'idle' });
  const save = async (): Promise<void> => {
    setSaving({ kind: 'busy' });
    try {
      const { saveLedger } = await import('../../sync/ledger-copy-file.ts');
      setSaving({ kind: 'saved', name: await saveLedger(workplace) });
    } catch {
      setSaving({ kind: 'failed' });
    }
  };
  return (
    <>
      <Button icon="database" isBusy={saving.kind === 'busy'} onClick={() => void save()}>
        {saving.kind === 'busy' ? text.copies.saving : text.copies.save}
      </Button>
      {saving.kind === 'saved' && <Notice tone="ok">{text.copies.saved({ name: saving.name })}</Notice>}
      {saving.kind === 'failed' && <Notice tone="danger">{text.copies.saveFailed}</Notice>}
    </>
  );
}
