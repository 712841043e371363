import { useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { findUnmarkedDevice } from '../actions/find-unmarked-device.ts';
import { systemClock } from '../device/clock.ts';
import { readDeviceMark } from '../device/marks.ts';
import { formatRupiah } from '../locale/format.ts';
import type { AllMessages } from '../locale/more-id.ts';
import { useAllText } from '../locale/use-all-text.ts';
import { saveCopy } from '../sync/ledger-copy-file.ts';
import { heal, lookAtLoss, type Loss, type LossKind } from '../sync/look-at-loss.ts';
import type { SecondCopy } from '../sync/read-copy.ts';
import { Button } from '../ui/button.tsx';
import { FaultView } from '../ui/fault-view.tsx';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { detailsOf } from './crash-screen.tsx';
import { reload } from './reload.ts';

type Found = { readonly deviceId: string; readonly loss: Loss } | 'looking' | 'nothing';

interface LossScreenProps {
  readonly error: unknown;
  /** Shown when nothing is missing: then it was something else. */
  readonly otherwise: ReactNode;
}

/** Says what the device's memory has lost, whether the money is safe, and what to do. It never begins anew by itself. */
export function LossScreen({ error, otherwise }: LossScreenProps) {
  const text = useAllText();
  const [found, setFound] = useState<Found>('looking');

  // Looked at once for each failed start, from what lies on the disk and not in React.
  useEffect(() => {
    findLoss().then(setFound, () => setFound('nothing'));
  }, [error]);

  if (found === 'looking') {
    return (
      <main>
        <Spinner label={text.loss.looking} />
      </main>
    );
  }
  if (found === 'nothing' || found.loss.kind === 'whole') return otherwise;
  return <LossView {...found} kind={found.loss.kind} details={detailsOf(error)} />;
}

async function findLoss(): Promise<Found> {
  const deviceId = readDeviceMark() ?? (await findUnmarkedDevice());
  return deviceId === null ? 'nothing' : { deviceId, loss: await lookAtLoss(deviceId) };
}

interface LossViewProps {
  readonly deviceId: string;
  readonly loss: Loss;
  readonly kind: Exclude<LossKind, 'whole'>;
  readonly details: string;
}

function LossView({ deviceId, loss, kind, details }: LossViewProps) {
  const text = useAllText();
  const [, navigate] = useLocation();
  const [hasFailed, setHasFailed] = useState(false);
  const { copy } = loss;
  const canHeal = kind === 'cut' && copy !== null && !hasFailed;
  return (
    <FaultView
      icon="database"
      title={text.loss.titles[kind]}
      details={details}
      detailsLabel={text.common.details}
      actions={
        <>
          {canHeal && (
            <HealButton deviceId={deviceId} copy={copy} onFail={() => setHasFailed(true)} text={text} />
          )}
          {!canHeal && kind !== 'unreadable' && (
            <Button look="primary" size="large" onClick={() => navigate('/enrol')}>
              {text.loss.enrol}
            </Button>
          )}
          {copy !== null && (
            <SaveCopyButton copy={copy} text={text} look={kind === 'unreadable' ? 'primary' : 'outline'} />
          )}
        </>
      }
    >
      <Said name={text.loss.happened}>{causeWords(kind, loss, text)}</Said>
      <Said name={text.loss.safe}>{safeWords(loss, text)}</Said>
      <Said name={text.loss.next}>{canHeal ? text.loss.healNext : nextWords(kind, loss, text)}</Said>
      {hasFailed && <Notice tone="danger">{text.loss.healFailed}</Notice>}
    </FaultView>
  );
}

function Said({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <p>
      <strong>{name}.</strong> {children}
    </p>
  );
}

interface CopyButtonProps {
  readonly copy: SecondCopy;
  readonly text: AllMessages;
}

function HealButton({
  deviceId,
  copy,
  onFail,
  text,
}: CopyButtonProps & { readonly deviceId: string; readonly onFail: () => void }) {
  const [isHealing, setIsHealing] = useState(false);
  const start = () => {
    setIsHealing(true);
    heal(deviceId, copy).then((isHealed) => (isHealed ? reload() : onFail()), onFail);
  };
  return (
    <Button look="primary" size="large" isBusy={isHealing} onClick={start}>
      {isHealing ? text.loss.healing : text.loss.heal}
    </Button>
  );
}

function SaveCopyButton({ copy, text, look }: CopyButtonProps & { readonly look: 'primary' | 'outline' }) {
  const [words, setWords] = useState<string | null>(null);
  const save = () => {
    saveCopy(copy, systemClock.now()).then(
      (name) => setWords(text.copies.saved({ name })),
      () => setWords(text.copies.saveFailed),
    );
  };
  return (
    <>
      <Button look={look} size="large" onClick={save}>
        {text.copies.save}
      </Button>
      {words !== null && <Notice tone="info">{words}</Notice>}
    </>
  );
}

function causeWords(kind: LossViewProps['kind'], { isWiped }: Loss, text: AllMessages): string {
  if (kind === 'unreadable') return text.loss.causes.unreadable;
  return isWiped ? text.loss.causes.wiped : text.loss.causes.cleared;
}

function safeWords({ saved, lostCount: lost, isUnknown }: Loss, text: AllMessages): string {
  if (isUnknown) return text.loss.unknown;
  const { count } = saved;
  const amount = formatRupiah(saved.rupiah);
  if (lost > 0) return count > 0 ? text.loss.partly({ count, amount, lost }) : text.loss.notFound({ lost });
  return count > 0 ? text.loss.inCopy({ count, amount }) : text.loss.allSent;
}

function nextWords(kind: LossViewProps['kind'], { copy, saved }: Loss, text: AllMessages): string {
  if (kind === 'unreadable') return copy === null ? text.loss.callNext : text.loss.elsewhereNext;
  return saved.count > 0 ? text.loss.enrolNextCopy : text.loss.enrolNext;
}
