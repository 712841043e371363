import { Suspense, use, useState } from 'react';
import { testRows } from '#domain/receipt.ts';
import type * as PrintRows from '../../device/printer/print-rows.ts';
import { PrinterFailure, type PrinterFault } from '../../device/printer/printer.ts';
import {
  changePrinterChoice,
  isLinkWay,
  takesBytes,
  usePrinterChoice,
  type LinkWay,
} from '../../device/printer/printer-choice.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OptionList } from '../../ui/option-list.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { SettingsCard } from './settings-card.tsx';
import styles from './settings-screen.module.css';

type Printing = typeof PrintRows;

type Outcome = { readonly kind: 'none' | 'busy' | 'sent' } | { readonly kind: PrinterFault | 'part-missing' };

/** Which printer this device uses, what it does by itself, and a test of it. */
export function PrinterCard() {
  const text = useAllText();
  // Loaded before a tap asks for a printer: browsers show their list only in answer to the tap itself.
  const [printing] = useState(() => import('../../device/printer/print-rows.ts').catch(() => null));
  return (
    <SettingsCard title={text.printer.title}>
      <Suspense fallback={<Spinner label={text.common.loading} />}>
        <PrinterSettings printing={printing} />
      </Suspense>
    </SettingsCard>
  );
}

function PrinterSettings({ printing }: { readonly printing: Promise<Printing | null> }) {
  const text = useAllText();
  const room = use(printing);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const { way, columns } = usePrinterChoice();
  if (room === null) return <Notice tone="warn">{text.printing.faults['part-missing']}</Notice>;

  const tryIt = (work: () => Promise<Outcome['kind']>) => {
    setOutcome({ kind: 'busy' });
    work().then(
      (kind) => setOutcome({ kind }),
      (error: unknown) => setOutcome({ kind: faultOf(error) }),
    );
  };
  const choose = (link: LinkWay) =>
    tryIt(async () => {
      await room.choosePrinter(link);
      return 'none';
    });
  const test = () =>
    tryIt(async () => {
      await room.printRows(testRows(columns), false);
      return 'sent';
    });
  return (
    <>
      <OptionList
        label={text.printer.way}
        value={way}
        onChange={(chosen) => {
          setOutcome({ kind: 'none' });
          changePrinterChoice({ way: chosen, address: null, ...(takesBytes(chosen) ? {} : NO_DRAWER) });
        }}
        options={room.availableWays().map((value) => ({
          value,
          label: text.printer.ways[value].name,
          hint: text.printer.ways[value].hint,
        }))}
      />
      {isLinkWay(way) && <ChosenPrinter onChoose={() => choose(way)} />}
      <PaperSettings />
      <TestPrint outcome={outcome} onTest={test} />
    </>
  );
}

const NO_DRAWER = { opensDrawer: false };

function ChosenPrinter({ onChoose }: { readonly onChoose: () => void }) {
  const text = useAllText();
  const { address } = usePrinterChoice();
  return (
    <div className={styles.person}>
      {address === null ? (
        <p className={styles.quiet}>{text.printer.chooseFirst}</p>
      ) : (
        <p>
          <span className={styles.quiet}>{text.printer.chosen}</span>
          <br />
          <strong>{address.name || text.printer.unnamed}</strong>
        </p>
      )}
      <Button icon="printer" onClick={onChoose}>
        {address === null ? text.printer.choose : text.printer.chooseOther}
      </Button>
    </div>
  );
}

function PaperSettings() {
  const text = useAllText();
  const { way, columns, opensDrawer, printsByItself } = usePrinterChoice();
  return (
    <>
      <Choice
        label={text.printer.paper}
        value={columns === 48 ? '48' : '32'}
        onChange={(value) => changePrinterChoice({ columns: value === '48' ? 48 : 32 })}
        options={[
          { value: '32', label: text.printer.papers[32] },
          { value: '48', label: text.printer.papers[48] },
        ]}
      />
      <div>
        <Checkbox
          label={text.printer.byItself}
          hint={way === 'system' ? text.printer.byItselfWindow : undefined}
          isChecked={printsByItself}
          onChange={(isChecked) => changePrinterChoice({ printsByItself: isChecked })}
        />
        {takesBytes(way) && (
          <Checkbox
            label={text.printer.drawer}
            isChecked={opensDrawer}
            onChange={(isChecked) => changePrinterChoice({ opensDrawer: isChecked })}
          />
        )}
      </div>
    </>
  );
}

function TestPrint({ outcome, onTest }: { readonly outcome: Outcome; readonly onTest: () => void }) {
  const text = useAllText();
  const { way, address } = usePrinterChoice();
  const isBusy = outcome.kind === 'busy';
  return (
    <>
      <Button icon="printer" isBusy={isBusy} disabled={isLinkWay(way) && address === null} onClick={onTest}>
        {isBusy ? text.printer.testing : text.printer.test}
      </Button>
      {outcome.kind === 'sent' && <Notice tone="ok">{text.printer.tested}</Notice>}
      {outcome.kind !== 'sent' && outcome.kind !== 'none' && outcome.kind !== 'busy' && (
        <Notice tone="warn" isUrgent>
          {text.printing.faults[outcome.kind]}
        </Notice>
      )}
    </>
  );
}

function faultOf(error: unknown): PrinterFault | 'part-missing' {
  return error instanceof PrinterFailure ? error.kind : 'part-missing';
}
