import { useState } from 'react';
import { useWorkplace } from '../../actions/workplace.ts';
import { describeRefusal } from '../../locale/refusals.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { takeCode } from './line-acts.ts';
import { patchTill, useTill } from './till-store.ts';
import { useCamera, type CameraState } from './use-camera.ts';
import styles from './camera-dialog.module.css';

/** What the last label was; the count tells two equal ones apart, so that each flashes. */
interface LastCode {
  readonly count: number;
  readonly added: string | null;
}

/** Scanning with the device's own camera. It goes on looking, so one opening serves a whole basket. */
export function CameraDialog() {
  const text = useAllText();
  const workplace = useWorkplace();
  const [last, setLast] = useState<LastCode>({ count: 0, added: null });
  const notice = useTill((till) => till.notice);
  const { video, state, retry } = useCamera((code) => {
    const item = takeCode(workplace, code);
    setLast(({ count }) => ({ count: count + 1, added: item?.product.name ?? null }));
  });
  const close = () => patchTill({ sheet: { kind: 'none' } });
  const findByName = () => {
    const query = notice?.kind === 'unknown-code' ? notice.code : '';
    patchTill({ sheet: { kind: 'none' }, query, shelf: null, notice: null });
  };
  return (
    <Dialog title={text.camera.title} width="narrow" onClose={close}>
      <div className={styles.body}>
        {state.kind === 'failed' ? (
          <Failure fault={state.fault} onRetry={retry} />
        ) : (
          <>
            <div className={styles.view}>
              {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- it is what the camera sees, without a sound. */}
              <video ref={video} className={styles.video} playsInline muted aria-hidden="true" />
              <div className={styles.frame} />
              {last.added !== null && <div key={last.count} className={styles.flash} />}
              {state.kind === 'starting' && (
                <div className={styles.wait}>
                  <Spinner label={text.camera.starting} />
                </div>
              )}
            </div>
            <p className={styles.said} aria-live="polite">
              {last.added === null ? text.camera.aim : text.camera.found({ name: last.added })}
            </p>
            {notice?.kind === 'unknown-code' && (
              <Notice
                tone="warn"
                title={text.till.unknownCode({ code: notice.code })}
                action={<Button onClick={findByName}>{text.till.searchCode}</Button>}
              />
            )}
            {notice?.kind === 'refused' && <Refused />}
            <Torch state={state} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Failure({ fault, onRetry }: { readonly fault: CameraFaultShown; readonly onRetry: () => void }) {
  const text = useAllText();
  const words = text.camera.faults[fault];
  return (
    <Notice
      tone="warn"
      title={words.title}
      isUrgent
      action={<Button onClick={onRetry}>{text.common.retry}</Button>}
    >
      {words.next}
    </Notice>
  );
}

type CameraFaultShown = Extract<CameraState, { readonly kind: 'failed' }>['fault'];

/** Said in the sheet, because the page under it is out of reach. */
function Refused() {
  const text = useAllText();
  const notice = useTill((till) => till.notice);
  if (notice?.kind !== 'refused') return null;
  const words = describeRefusal(notice.refusal, text);
  return (
    <Notice tone="warn" title={words.what} isUrgent>
      {words.next}
    </Notice>
  );
}

function Torch({ state }: { readonly state: CameraState }) {
  const text = useAllText();
  const [isOn, setIsOn] = useState(false);
  if (state.kind !== 'looking' || state.switchTorch === null) return null;
  const { switchTorch } = state;
  return (
    <Button
      icon="torch"
      aria-pressed={isOn}
      onClick={() => {
        switchTorch(!isOn).then(
          () => setIsOn(!isOn),
          // A lamp that does not obey stays as it is, and the button says so.
          () => undefined,
        );
      }}
    >
      {text.camera.torch}
    </Button>
  );
}
