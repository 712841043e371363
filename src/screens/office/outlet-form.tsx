import { useState, type SubmitEvent } from 'react';
import { isTimeZone, zoneLabel } from '#domain/time.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs } from '../../sync/office-client.ts';
import type { OfficeHouse } from '../../sync/office-live.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ReceiptPaper } from '../../ui/receipt-paper.tsx';
import { Card } from './desk-page.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { mayAct, useMe } from './me.ts';
import { sampleReceipt } from './sample-receipt.ts';
import { useAct, useActId } from './use-act.ts';
import forms from './form.module.css';
import styles from './house-page.module.css';

type Outlet = OfficeHouse['outlets'][number];

const HEAD_LINES_MAX = 4;
const HEAD_LINE_MAX = 48;
const FOOT_MAX = 96;

interface OutletFormProps {
  readonly outlet: Outlet;
  readonly coopName: string;
}

/** An outlet's name, address and the lines of its receipts, with the receipt as it will come out. */
export function OutletForm({ outlet, coopName }: OutletFormProps) {
  const office = useOfficeText();
  const words = office.house;
  const me = useMe();
  const [draft, setDraft] = useState(() => draftOf(outlet));
  const [isSaved, setIsSaved] = useState(false);
  const act = useAct();
  const actIdOf = useActId();
  const head = linesOf(draft.head);
  const isTooLong = head.length > HEAD_LINES_MAX || head.some((line) => line.length > HEAD_LINE_MAX);
  const change = (changes: Partial<typeof draft>) => {
    setDraft({ ...draft, ...changes });
    setIsSaved(false);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isTooLong || draft.name.trim() === '') return;
    const { name, address, foot } = draft;
    const content = {
      outletId: outlet.id,
      name: name.trim(),
      address: address.trim(),
      receiptHead: head,
      receiptFoot: foot.trim(),
    };
    const message = { ...content, actId: actIdOf(content) };
    setIsSaved((await act.run(() => officeActs.changeOutlet(message))) !== null);
  };
  return (
    <Card title={`${words.outlet} · ${outlet.code}`}>
      <div className={styles.outlet}>
        <form className={forms.form} noValidate onSubmit={(event) => void submit(event)}>
          <OutletFields draft={draft} isTooLong={isTooLong} onChange={change} />
          <OutletPlaces outlet={outlet} />
          <FailureNotice failure={act.failure} />
          {isSaved && <Notice tone="ok">{words.saved}</Notice>}
          {mayAct(me, 'outlet.change') && (
            <div>
              <Button look="primary" submits isBusy={act.isBusy}>
                {act.isBusy ? office.form.saving : office.form.save}
              </Button>
            </div>
          )}
        </form>
        <div className={styles.preview}>
          <h3 className={styles.previewTitle}>{words.preview}</h3>
          <ReceiptPaper
            label={words.preview}
            rows={sampleReceipt({
              coopName,
              address: draft.address,
              outletCode: outlet.code,
              head,
              foot: draft.foot.trim(),
            })}
          />
        </div>
      </div>
    </Card>
  );
}

interface Draft {
  readonly name: string;
  readonly address: string;
  readonly head: string;
  readonly foot: string;
}

function draftOf(outlet: Outlet): Draft {
  const { name, address, receiptHead, receiptFoot } = outlet;
  return { name, address, head: receiptHead.join('\n'), foot: receiptFoot };
}

/** Lines as they are typed; empty ones at the end are nobody's wish. */
function linesOf(typed: string): string[] {
  const lines = typed.split('\n').map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

interface OutletFieldsProps {
  readonly draft: Draft;
  readonly isTooLong: boolean;
  readonly onChange: (changes: Partial<Draft>) => void;
}

function OutletFields({ draft, isTooLong, onChange }: OutletFieldsProps) {
  const office = useOfficeText();
  const words = office.house;
  const isLocked = !mayAct(useMe(), 'outlet.change');
  return (
    <>
      <Field
        label={words.name}
        value={draft.name}
        error={draft.name.trim() === '' ? office.form.required : undefined}
        maxLength={120}
        readOnly={isLocked}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Field
        label={words.address}
        value={draft.address}
        maxLength={300}
        readOnly={isLocked}
        onChange={(event) => onChange({ address: event.target.value })}
      />
      <label className={forms.label}>
        {words.head}
        <textarea
          className={forms.area}
          rows={HEAD_LINES_MAX}
          value={draft.head}
          readOnly={isLocked}
          aria-invalid={isTooLong || undefined}
          onChange={(event) => onChange({ head: event.target.value })}
        />
        <span className={isTooLong ? forms.wrong : forms.note} role={isTooLong ? 'alert' : undefined}>
          {isTooLong ? words.headTooLong : words.headHint}
        </span>
      </label>
      <Field
        label={words.foot}
        hint={words.footHint}
        value={draft.foot}
        maxLength={FOOT_MAX}
        readOnly={isLocked}
        onChange={(event) => onChange({ foot: event.target.value })}
      />
    </>
  );
}

function OutletPlaces({ outlet }: { readonly outlet: Outlet }) {
  const words = useOfficeText().house;
  return (
    <dl className={styles.pairs}>
      <dt>{words.places}</dt>
      <dd>{outlet.places.map(({ name }) => name).join(', ')}</dd>
      <dt>{words.zone}</dt>
      <dd>{isTimeZone(outlet.zone) ? zoneLabel(outlet.zone) : outlet.zone}</dd>
    </dl>
  );
}
