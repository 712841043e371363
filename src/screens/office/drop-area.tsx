import { useRef, useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './house-page.module.css';

/** Files by a button, for everyone, or dragged here with a mouse. */
export function DropArea({ onChoose }: { readonly onChoose: (files: readonly File[]) => void }) {
  const words = useOfficeText().import;
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (list: FileList | null) => {
    if (list !== null && list.length > 0) onChoose([...list]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is an extra for the mouse; the button inside does the same for everyone.
    <div
      className={classNames(styles.drop, isOver && styles.over)}
      role="group"
      aria-label={words.choose}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <input
        ref={input}
        type="file"
        className={styles.hidden}
        aria-label={words.choose}
        accept=".csv,text/csv"
        multiple
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          // The same file, mended, must count as chosen again.
          event.target.value = '';
        }}
      />
      <Button onClick={() => input.current?.click()}>{words.choose}</Button>
      <span>{words.drop}</span>
      <span className={styles.known}>{words.known}</span>
    </div>
  );
}
