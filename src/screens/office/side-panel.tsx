import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { IconButton } from '../../ui/button.tsx';
import styles from './side-panel.module.css';

interface SidePanelProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** What belongs to one row of a list: at the right of a desk, over everything on a phone. Esc closes it. */
export function SidePanel({ title, children, onClose }: SidePanelProps) {
  const office = useOfficeText();
  const panel = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Only showModal() makes the list behind it inert and gives the focus back to its row on close.
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return undefined;
    if (!element.open) element.showModal();
    element.focus();
    return () => element.close();
  }, []);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a click on the backdrop lands on the dialog element itself; Esc does the same from the keyboard.
    <dialog
      ref={panel}
      className={styles.panel}
      aria-labelledby={titleId}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === panel.current) onClose();
      }}
    >
      <div className={styles.sheet}>
        <div className={styles.head}>
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label={office.form.close} onClick={onClose} />
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is only read must be reachable to be scrolled by keys. */}
        <div className={styles.content} tabIndex={0} role="group" aria-labelledby={titleId}>
          {children}
        </div>
      </div>
    </dialog>
  );
}
