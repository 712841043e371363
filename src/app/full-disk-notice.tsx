import { useBallast } from '../device/ballast.ts';
import { useAllText } from '../locale/use-all-text.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './shell.module.css';

/** The disk was full and the last sale took the room that was kept for it: the next one may find none. */
export function FullDiskNotice() {
  const text = useAllText();
  const isSpent = useBallast((ballast) => ballast.isSpent);
  if (!isSpent) return null;
  return (
    <div className={styles.update}>
      <Notice tone="warn" isUrgent title={text.loss.fullTitle}>
        {text.loss.fullLead}
      </Notice>
    </div>
  );
}
