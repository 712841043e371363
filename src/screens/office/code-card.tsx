import { encode } from 'uqr';
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
          <QrPicture text={link} label={office.enrol.picture} />
          <span>{office.enrol.link}</span>
          <code className={styles.link}>{link}</code>
          <CopyButton text={link} />
        </div>
      )}
    </>
  );
}

/** A link to be photographed, dark on light in either theme: not every camera reads it the other way round. */
function QrPicture({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={dark.join('')} shapeRendering="crispEdges" />
    </svg>
  );
}
