import { useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { officeActs } from '../../sync/office-client.ts';
import type { Device } from './device-state.ts';
import { FormDialog } from './form-dialog.tsx';
import { isReason, ReasonField } from './reason-field.tsx';
import { useAct, useActId } from './use-act.ts';
import styles from './form.module.css';

interface JudgeDeviceDialogProps {
  readonly device: Device;
  readonly onClose: () => void;
}

/** Takes a device's permission away, or gives it back. Why is asked for and kept. */
export function JudgeDeviceDialog({ device, onClose }: JudgeDeviceDialogProps) {
  const words = useOfficeText().devices;
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const act = useAct();
  const actIdOf = useActId();
  const { name, deviceId, isRevoked } = device;
  const submit = async () => {
    setIsAsked(true);
    if (!isReason(reason)) return;
    const content = { deviceId, reason: reason.trim() };
    const message = { ...content, actId: actIdOf(content) };
    const judge = isRevoked ? officeActs.reinstateDevice : officeActs.revokeDevice;
    if ((await act.run(() => judge(message))) !== null) onClose();
  };
  return (
    <FormDialog
      title={isRevoked ? words.reinstateTitle({ name }) : words.revokeTitle({ name })}
      act={act}
      submitLabel={isRevoked ? words.reinstate : words.revoke}
      isDanger={!isRevoked}
      width="narrow"
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p className={styles.note}>{isRevoked ? words.reinstateLead : words.revokeLead}</p>
      <ReasonField value={reason} isAsked={isAsked} onType={setReason} />
    </FormDialog>
  );
}
