import { useOfficeText } from '../../locale/use-office-text.ts';
import { CopyButton } from './copy-button.tsx';
import styles from './form.module.css';

interface CodeCardProps {
  /** Eight Crockford characters. */
  readonly code: string;
  readonly label: string;
  /** Until when it counts, in words. */
  readonly until: string;
  /** An address that carries the code behind its `#`. */
  readonly link?: string | undefined;
}

/** A code to be read out or typed elsewhere, large, with the hyphen it is written with. */
export function CodeCard({ code, label, until, link }: CodeCardProps) {
  const office = useOfficeText();
  const written = `${code.slice(0, 4)}-${code.slice(4)}`;
  return (
    <>
      <div className={styles.code}>
        <span className={styles.note}>{label}</span>
        <span className={styles.digits}>{written}</span>
        <span className={styles.note}>{until}</span>
      </div>
      {link !== undefined && (
        <div className={styles.label}>
          <span>{office.enrol.link}</span>
          <code className={styles.link}>{link}</code>
          <CopyButton text={link} />
        </div>
      )}
    </>
  );
}
