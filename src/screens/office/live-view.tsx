import type { ReactNode } from 'react';
import { formatAge } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { failureWords } from './failure-words.ts';
import { useNow, type Seen } from './use-live.ts';
import styles from './live-view.module.css';

const AGE_STEP_MS = 5000;

interface LiveViewProps<Reply> {
  readonly live: Seen<Reply>;
  readonly children: (value: Reply) => ReactNode;
}

/** Draws an answer, the wait for it, or why there is none. A good answer stays while the server is away, with its age. */
export function LiveView<Reply>({ live, children }: LiveViewProps<Reply>) {
  const text = useText();
  const { value, failure } = live;
  if (value === null && failure === null) return <Spinner label={text.common.loading} />;
  return (
    <div className={styles.view}>
      {failure !== null && <Trouble live={live} />}
      {value !== null && children(value)}
    </div>
  );
}

function Trouble<Reply>({ live }: { readonly live: Seen<Reply> }) {
  const office = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const now = useNow(AGE_STEP_MS);
  if (live.failure === null) return null;
  const words = failureWords(live.failure, { office, text, language }, false);
  const retry = (
    <Button icon="refresh" isBusy={live.isAsking} onClick={live.refresh}>
      {text.common.retry}
    </Button>
  );
  return (
    <Notice tone="warn" title={words.what} action={retry}>
      {live.at !== null && `${office.live.stale({ age: formatAge(now - live.at, text) })} `}
      {words.next}
    </Notice>
  );
}

/** When the figures on the screen were last heard of, in words. */
export function Freshness<Reply>({ live }: { readonly live: Seen<Reply> }) {
  const office = useOfficeText();
  const text = useText();
  const now = useNow(AGE_STEP_MS);
  if (live.at === null) return null;
  const ageMs = now - live.at;
  return (
    <span className={styles.fresh}>
      {ageMs < 60_000 ? office.live.justNow : office.live.fresh({ age: formatAge(ageMs, text) })}
    </span>
  );
}
