import styles from './spoken.module.css';

/**
 * Words for screen readers only. Used inside a control whose visible parts are `aria-hidden`, where one
 * sentence is heard better than a price, a figure and a mark in a row; an `aria-label` would say the same but
 * may not differ from what is seen (WCAG 2.5.3).
 */
export function Spoken({ children }: { readonly children: string }) {
  return <span className={styles.spoken}>{children}</span>;
}
