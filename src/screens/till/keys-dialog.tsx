import { useAllText } from '../../locale/use-all-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { patchTill } from './till-store.ts';
import styles from './keys-dialog.module.css';

/** The keys of the till, for a desk with a keyboard. */
export function KeysDialog() {
  const text = useAllText();
  const rows: readonly (readonly [keys: readonly string[], meaning: string])[] = [
    [['F2', '/'], text.keys.search],
    [['Enter'], text.keys.addFirst],
    [['3*'], text.keys.times],
    [['↑', '↓'], text.keys.lines],
    [['+', '−'], text.keys.quantity],
    [['Del'], text.keys.remove],
    [['F4'], text.parked.park],
    [['F6'], text.parked.title],
    [['F8'], text.keys.exact],
    [['F9'], text.keys.pay],
    [['Esc'], text.keys.back],
    [['F1'], text.keys.help],
  ];
  return (
    <Dialog
      title={text.keys.title}
      width="narrow"
      isReading
      onClose={() => patchTill({ sheet: { kind: 'none' } })}
    >
      <dl className={styles.keys}>
        {rows.map(([keys, meaning]) => (
          <div key={meaning} className={styles.row}>
            <dt className={styles.names}>
              {keys.map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
