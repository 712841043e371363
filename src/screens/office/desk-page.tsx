import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../../locale/use-text.ts';
import styles from './desk-page.module.css';

interface DeskPageProps {
  readonly title: string;
  readonly lead?: string | undefined;
  /** Beside the title: how fresh the figures are. */
  readonly beside?: ReactNode;
  /** The page's own button, at the right of the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One part of the office: its heading gets the focus when a person comes to it, so that a screen reader says where it is. */
export function DeskPage({ title, lead, beside, action, children }: DeskPageProps) {
  const name = useText().app.name;
  const heading = useRef<HTMLHeadingElement>(null);

  // The tab's title and the focus stand outside of what React draws.
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {beside}
        {action && <div className={styles.action}>{action}</div>}
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {children}
    </main>
  );
}

/** Key figures of a page in one row. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>;
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly hint?: string | undefined;
  readonly tone?: 'plain' | 'warn' | 'danger' | undefined;
}

/** One key figure. What the tint says, the label and the figure say too. */
export function Figure({ label, value, hint, tone = 'plain' }: FigureProps) {
  return (
    <div className={`${styles.figure} ${styles[tone]}`}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
      {hint && <dd className={styles.hint}>{hint}</dd>}
    </div>
  );
}

/** A framed part of a page with a heading of its own. */
export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{title}</h2>
      {children}
    </section>
  );
}
