import type { ReactNode } from 'react';
import styles from './settings-screen.module.css';

interface SettingsCardProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One subject of the settings. */
export function SettingsCard({ title, children }: SettingsCardProps) {
  return (
    <section className={styles.card}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
