import { useId, type ReactNode } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FailureNotice } from './failure-notice.tsx';
import type { useAct } from './use-act.ts';
import styles from './form.module.css';

interface FormDialogProps {
  readonly title: string;
  readonly act: Pick<ReturnType<typeof useAct>, 'isBusy' | 'failure'>;
  readonly submitLabel: string;
  readonly children: ReactNode;
  /** What was asked for is done: nothing is left to send. */
  readonly isDone?: boolean | undefined;
  /** Takes something away: an outline in red instead of the one red fill. */
  readonly isDanger?: boolean | undefined;
  readonly width?: 'narrow' | 'medium' | 'wide' | undefined;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A form over the page: fields, why it was refused, and its two buttons. What was typed stays after a refusal. */
export function FormDialog(props: FormDialogProps) {
  const { title, act, submitLabel, children, isDone, isDanger, width, onSubmit, onClose } = props;
  const office = useOfficeText();
  const id = useId();
  const buttons = isDone ? (
    <Button look="ink" onClick={onClose}>
      {office.form.close}
    </Button>
  ) : (
    <>
      <Button onClick={onClose}>{office.form.cancel}</Button>
      <Button look={isDanger ? 'danger' : 'primary'} submits form={id} isBusy={act.isBusy}>
        {act.isBusy ? office.form.saving : submitLabel}
      </Button>
    </>
  );
  return (
    <Dialog
      title={title}
      width={width}
      onClose={onClose}
      footer={<div className={styles.buttons}>{buttons}</div>}
    >
      <form
        id={id}
        className={classNames(styles.form, styles.inset)}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!act.isBusy) onSubmit();
        }}
      >
        {children}
        <FailureNotice failure={act.failure} />
      </form>
    </Dialog>
  );
}
