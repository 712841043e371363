import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useText } from '../locale/use-text.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** Buttons under the content; they stay in view while the content scrolls. */
  readonly footer?: ReactNode;
  readonly width?: 'narrow' | 'medium' | 'wide' | undefined;
  /** The content is only read, so it gets a stop of its own: without one it can't be scrolled by keys. */
  readonly isReading?: boolean | undefined;
  /** Shows no heading bar; the title is still read out. */
  readonly isBare?: boolean | undefined;
  /** What gets the focus when it opens; otherwise the dialog itself, so that no key press hits "close". */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLDialogElement>) => void) | undefined;
}

/**
 * A native modal dialog: a sheet from the bottom on a phone, centred on anything larger. It is open as long
 * as it is rendered. Everything outside is inert, so a message with a button belongs inside.
 */
export function Dialog(props: DialogProps) {
  const {
    title,
    children,
    onClose,
    footer,
    width = 'medium',
    isReading,
    isBare,
    initialFocus,
    onKeyDown,
  } = props;
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Only showModal() makes the rest of the page inert and gives the focus back on close; there is no
  // attribute for it. A layout effect, so that the sheet never shows for a frame without its backdrop.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    if (!element.open) element.showModal();
    (initialFocus?.current ?? element).focus();
    return () => {
      element.close();
    };
  }, [initialFocus]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a tap on the backdrop lands on the dialog element itself; Esc does the same from the keyboard.
    <dialog
      ref={dialog}
      className={classNames(styles.dialog, styles[width])}
      aria-labelledby={titleId}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.sheet}>
        <div className={classNames(styles.head, isBare && styles.bare)}>
          <h2 id={titleId}>{title}</h2>
          {!isBare && <IconButton icon="close" label={text.common.close} onClick={onClose} />}
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- only where nothing else inside can take the focus, see isReading. */}
        <div className={styles.content} tabIndex={isReading ? 0 : undefined}>
          {children}
        </div>
        {footer && <div className={styles.foot}>{footer}</div>}
      </div>
    </dialog>
  );
}
