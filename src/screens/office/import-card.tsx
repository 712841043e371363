import { useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs, type ImportReport } from '../../sync/office-client.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Card } from './desk-page.tsx';
import { DropArea } from './drop-area.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { readImportFiles, type FileRefusal, type ImportFile } from './import-files.ts';
import { ImportPlan } from './import-plan.tsx';
import { useAct } from './use-act.ts';
import styles from './house-page.module.css';

/** How far an import has come. Nothing is written before "Impor sekarang". */
type Stage =
  | { readonly kind: 'choosing'; readonly refusal: FileRefusal | null }
  | { readonly kind: 'planned'; readonly files: readonly ImportFile[]; readonly report: ImportReport }
  /** What was written is what was looked at, or nothing. */
  | { readonly kind: 'done'; readonly report: ImportReport };

/** Files in, a dry run with everything that is wrong, and only then the writing. */
export function ImportCard() {
  const office = useOfficeText();
  const words = office.import;
  const [stage, setStage] = useState<Stage>({ kind: 'choosing', refusal: null });
  const [from, setFrom] = useState('');
  const act = useAct();
  const start = from === '' ? null : from;
  const choose = async (chosen: readonly File[]) => {
    const read = await readImportFiles(chosen);
    if (!read.ok) {
      setStage({ kind: 'choosing', refusal: read.refusal });
      return;
    }
    const files = [...read.files];
    const report = await act.run(() => officeActs.planImport({ files, from: start }));
    setStage(report === null ? { kind: 'choosing', refusal: null } : { kind: 'planned', files, report });
  };
  const run = async (files: readonly ImportFile[], plan: string, report: ImportReport) => {
    const done = await act.run(() => officeActs.runImport({ files: [...files], from: start, plan }));
    if (done !== null) setStage({ kind: 'done', report });
  };
  const again = () => {
    act.forget();
    setStage({ kind: 'choosing', refusal: null });
  };
  return (
    <Card title={words.title}>
      {stage.kind === 'choosing' && (
        <div className={styles.steps}>
          <p>{words.lead}</p>
          <Field
            label={words.from}
            hint={words.fromHint}
            type="date"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          {act.isBusy ? (
            <Spinner label={words.checking} />
          ) : (
            <DropArea onChoose={(files) => void choose(files)} />
          )}
          {stage.refusal !== null && <FileRefused refusal={stage.refusal} />}
        </div>
      )}
      {stage.kind === 'planned' && (
        <ImportPlan
          files={stage.files}
          report={stage.report}
          isRunning={act.isBusy}
          onRun={(plan) => void run(stage.files, plan, stage.report)}
          onClear={again}
        />
      )}
      {stage.kind === 'done' && <Done report={stage.report} onAgain={again} />}
      <FailureNotice failure={act.failure} />
    </Card>
  );
}

function Done({ report, onAgain }: { readonly report: ImportReport; readonly onAgain: () => void }) {
  const words = useOfficeText().import;
  const count = report.entities.reduce((sum, { added, changed }) => sum + added + changed, 0);
  return (
    <div className={styles.steps}>
      <Notice tone="ok" title={words.doneTitle}>
        {words.done({ count })}
      </Notice>
      <div>
        <Button onClick={onAgain}>{words.again}</Button>
      </div>
    </div>
  );
}

function FileRefused({ refusal }: { readonly refusal: FileRefusal }) {
  const words = useOfficeText().import;
  const what =
    refusal.kind === 'too-large'
      ? words.tooLarge
      : refusal.kind === 'not-text'
        ? words.notText(refusal)
        : words.unknownFile(refusal);
  return (
    <Notice tone="danger" title={what} isUrgent>
      {words.known}
    </Notice>
  );
}
