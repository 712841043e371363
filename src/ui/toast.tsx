import { useEffect, useEffectEvent } from 'react';
import styles from './toast.module.css';

interface ToastProps {
  readonly message: string;
  readonly actionLabel?: string | undefined;
  readonly onAction?: (() => void) | undefined;
  readonly onExpire: () => void;
}

/** How long every undo of the till is offered; toast.module.css draws the same eight seconds. */
const TOAST_MS = 8000;

/**
 * A short message with at most one button, which leaves by itself. It is laid out where it is rendered:
 * outside an open modal dialog it would be inert, so a sheet renders its own inside. A new `key` starts a
 * new countdown.
 */
export function Toast({ message, actionLabel, onAction, onExpire }: ToastProps) {
  const expire = useEffectEvent(onExpire);

  // A clock has to run somewhere, and only while the message is on the screen.
  useEffect(() => {
    const timer = setTimeout(() => expire(), TOAST_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <div className={styles.toast} role="status">
      <span className={styles.message}>{message}</span>
      {actionLabel && (
        <button type="button" className={styles.action} onClick={onAction}>
          {actionLabel}
        </button>
      )}
      <span className={styles.left} aria-hidden="true" />
    </div>
  );
}
