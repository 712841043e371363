import { useState } from 'react';
import { RUPIAH_MAX } from '#domain/money.ts';
import {
  businessDateAt,
  HOUR_MS,
  parseBusinessDate,
  startOfDate,
  zoneLabel,
  type TimeZone,
} from '#domain/time.ts';
import { formatCount, formatRupiah } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs } from '../../sync/office-client.ts';
import { Choice } from '../../ui/choice.tsx';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from './form-dialog.tsx';
import { useMe, zoneOf } from './me.ts';
import { priceNow, TIERS, type Product, type Tier } from './product-prices.ts';
import { isReason, ReasonField } from './reason-field.tsx';
import { useAct, useActId } from './use-act.ts';
import styles from './form.module.css';

interface PriceDialogProps {
  readonly product: Product;
  readonly serverTime: number;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** A new price, from now or from a day and hour on. Above the ceiling nothing is sent. */
export function PriceDialog({ product, serverTime, onClose, onChanged }: PriceDialogProps) {
  const words = useOfficeText().prices;
  const zone = zoneOf(useMe());
  const [tier, setTier] = useState<Tier>('retail');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const start = useStart(serverTime, zone);
  const act = useAct();
  const actIdOf = useActId();
  const now = priceNow(product, tier, serverTime)?.priceRupiah ?? null;
  const amount = typed === '' ? null : Number(typed);
  const amountError = useAmountError({ amount, now, product, isAsked });
  const submit = async () => {
    setIsAsked(true);
    const isAbove = product.ceilingRupiah !== null && amount !== null && amount > product.ceilingRupiah;
    if (amount === null || isAbove || !isReason(reason) || start.isWrong) return;
    const content = {
      productId: product.id,
      tier,
      priceRupiah: amount,
      effectiveFrom: start.instant,
      seenRupiah: now,
      reason: reason.trim(),
    };
    const message = { ...content, actId: actIdOf(content) };
    if ((await act.run(() => officeActs.changePrice(message))) !== null) onChanged();
  };
  return (
    <FormDialog
      title={words.changeTitle({ name: product.name })}
      act={act}
      submitLabel={amount === null ? words.submitPlain : words.submit({ amount: formatRupiah(amount) })}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Choice
        label={words.tier}
        value={tier}
        onChange={setTier}
        options={TIERS.map((value) => ({ value, label: words.tiers[value] }))}
      />
      <Field
        label={words.amount({ unit: product.unit })}
        hint={hintOf(product, now, words)}
        error={amountError}
        value={typed === '' ? '' : formatCount(Number(typed))}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => setTyped(digitsOf(event.target.value))}
      />
      <StartFields start={start} zone={zone} isAsked={isAsked} />
      <ReasonField value={reason} isAsked={isAsked} onType={setReason} />
      <p className={styles.note}>{words.safe}</p>
    </FormDialog>
  );
}

interface AmountCheck {
  readonly amount: number | null;
  readonly now: number | null;
  readonly product: Product;
  readonly isAsked: boolean;
}

/** What is wrong with the amount. The ceiling is said while it is typed, what is missing only when asked. */
function useAmountError({ amount, now, product, isAsked }: AmountCheck): string | undefined {
  const words = useOfficeText().prices;
  const { ceilingRupiah } = product;
  if (amount === null) return isAsked ? words.amountMissing : undefined;
  if (ceilingRupiah !== null && amount > ceilingRupiah)
    return words.aboveCeiling({ amount: formatRupiah(ceilingRupiah) });
  return amount === now && isAsked ? words.same : undefined;
}

interface HintWords {
  readonly now: (facts: { readonly amount: string }) => string;
  readonly noPrice: string;
  readonly ceiling: (facts: { readonly amount: string }) => string;
}

function hintOf({ ceilingRupiah }: Product, now: number | null, words: HintWords): string {
  const present = now === null ? words.noPrice : words.now({ amount: formatRupiah(now) });
  if (ceilingRupiah === null) return present;
  return `${present} · ${words.ceiling({ amount: formatRupiah(ceilingRupiah) })}`;
}

/** Whole rupiah as they are typed, in any grouping; more digits than there is money are cut. */
function digitsOf(typed: string): string {
  const digits = typed.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  return digits.slice(0, String(RUPIAH_MAX).length);
}

/** From when: null means from now, else the day and hour in the outlet's zone. */
function useStart(serverTime: number, zone: TimeZone) {
  const [kind, setKind] = useState<'now' | 'later'>('now');
  const [day, setDay] = useState<string>(() => businessDateAt(serverTime + 24 * HOUR_MS, zone));
  const [hour, setHour] = useState('07:00');
  const date = parseBusinessDate(day);
  const [hours = 0, minutes = 0] = hour.split(':').map(Number);
  const later = date === null ? null : startOfDate(date, zone) + hours * HOUR_MS + minutes * 60_000;
  const instant = kind === 'now' ? null : later;
  const isWrong = kind === 'later' && (later === null || later <= serverTime);
  return { kind, setKind, day, setDay, hour, setHour, instant, isWrong };
}

interface StartFieldsProps {
  readonly start: ReturnType<typeof useStart>;
  readonly zone: TimeZone;
  readonly isAsked: boolean;
}

function StartFields({ start, zone, isAsked }: StartFieldsProps) {
  const words = useOfficeText().prices;
  return (
    <>
      <Choice
        label={words.when}
        value={start.kind}
        onChange={start.setKind}
        options={[
          { value: 'now', label: words.whenNow },
          { value: 'later', label: words.whenLater },
        ]}
      />
      {start.kind === 'later' && (
        <div className={styles.row}>
          <Field
            label={words.date}
            type="date"
            value={start.day}
            error={isAsked && start.isWrong ? words.inPast : undefined}
            onChange={(event) => start.setDay(event.target.value)}
          />
          <Field
            label={words.time({ zone: zoneLabel(zone) })}
            type="time"
            value={start.hour}
            onChange={(event) => start.setHour(event.target.value)}
          />
        </div>
      )}
    </>
  );
}
