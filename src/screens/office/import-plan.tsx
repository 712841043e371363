import { useMemo } from 'react';
import { formatCount } from '../../locale/format.ts';
import type { OfficeMessages } from '../../locale/office-id.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import type { ImportReport } from '../../sync/office-client.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DeskTable, type Column } from './desk-table.tsx';
import type { ImportFile } from './import-files.ts';
import forms from './form.module.css';
import styles from './house-page.module.css';

type Entity = ImportReport['entities'][number];
type Fault = ImportReport['faults'][number];

interface ImportPlanProps {
  readonly files: readonly ImportFile[];
  readonly report: ImportReport;
  readonly isRunning: boolean;
  readonly onRun: (plan: string) => void;
  readonly onClear: () => void;
}

/** What an import would write, or everything that is wrong with it. */
export function ImportPlan({ files, report, isRunning, onRun, onClear }: ImportPlanProps) {
  const words = useOfficeText().import;
  const { plan, entities, faults } = report;
  const changes = entities.reduce((sum, { added, changed }) => sum + added + changed, 0);
  return (
    <div className={styles.steps}>
      <ul className={styles.files}>
        {files.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {plan === null || faults.length > 0 ? (
        <Faults report={report} />
      ) : (
        <>
          <h3>{words.planTitle}</h3>
          <Entities entities={entities} />
          {changes === 0 && <Notice tone="info">{words.nothing}</Notice>}
        </>
      )}
      <div className={forms.buttons}>
        <Button onClick={onClear}>{words.clear}</Button>
        {plan !== null && changes > 0 && (
          <Button look="primary" isBusy={isRunning} onClick={() => onRun(plan)}>
            {isRunning ? words.running : words.run}
          </Button>
        )}
      </div>
    </div>
  );
}

function Entities({ entities }: { readonly entities: readonly Entity[] }) {
  const words = useOfficeText().import;
  const columns = useMemo((): readonly Column<Entity>[] => {
    const names: Readonly<Record<string, string>> = words.entities;
    const sum = (of: (entity: Entity) => number) =>
      formatCount(entities.reduce((all, entity) => all + of(entity), 0));
    return [
      { id: 'entity', header: words.entity, cell: ({ entity }) => names[entity] ?? entity },
      {
        id: 'added',
        header: words.added,
        isNumber: true,
        cell: ({ added }) => formatCount(added),
        sum: sum(({ added }) => added),
      },
      {
        id: 'changed',
        header: words.changed,
        isNumber: true,
        cell: ({ changed }) => formatCount(changed),
        sum: sum(({ changed }) => changed),
      },
      {
        id: 'unchanged',
        header: words.unchanged,
        isNumber: true,
        cell: ({ unchanged }) => formatCount(unchanged),
        sum: sum(({ unchanged }) => unchanged),
      },
    ];
  }, [words, entities]);
  return (
    <DeskTable label={words.planTitle} columns={columns} rows={entities} keyOf={({ entity }) => entity} />
  );
}

function Faults({ report }: { readonly report: ImportReport }) {
  const office = useOfficeText();
  const words = office.import;
  const { faults, faultCount } = report;
  const columns = useMemo(
    (): readonly Column<Fault>[] => [
      { id: 'file', header: words.file, cell: ({ file }) => file, sortBy: ({ file }) => file },
      {
        id: 'line',
        header: words.line,
        isNumber: true,
        cell: ({ line }) => (line === 0 ? words.wholeFile : formatCount(line)),
        sortBy: ({ line }) => line,
      },
      { id: 'column', header: words.column, cell: ({ column }) => column ?? '–' },
      { id: 'fault', header: words.fault, cell: (fault) => faultWords(fault, office) },
    ],
    [office, words],
  );
  return (
    <>
      <Notice tone="danger" title={words.faultsTitle({ count: faultCount })} isUrgent>
        {words.faultsLead}
      </Notice>
      <DeskTable label={words.fault} columns={columns} rows={faults} keyOf={keyOfFault} />
      {faultCount > faults.length && <p>{words.faultsMore({ count: faultCount - faults.length })}</p>}
    </>
  );
}

function keyOfFault({ file, line, column, kind, hint }: Fault): string {
  return JSON.stringify([file, line, column, kind, hint]);
}

/** A fault in words, with what would have been right. */
function faultWords({ kind, hint }: Fault, { faults }: OfficeMessages): string {
  const kinds: Readonly<Record<string, string>> = faults.kinds;
  const words = (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? faults.other({ kind });
  return hint === null ? words : `${words} [${hint}]`;
}
