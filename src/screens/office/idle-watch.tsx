import { useEffect, useState } from 'react';
import { systemClock } from '../../device/clock.ts';
import { formatWait } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage, useText } from '../../locale/use-text.ts';
import { readOfficeMe, signOutOfOffice } from '../../sync/office-session.ts';
import { useOfficeSession } from '../../sync/office-session-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useMe } from './me.ts';
import { useNow } from './use-live.ts';
import styles from './form.module.css';

/** How long before the end it is said, milliseconds. */
const WARN_MS = 60_000;
const TICK_MS = 1000;
const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Signs a person out who does nothing. Lists that refresh themselves keep the server's session alive, so the page watches
 * hands, not requests; an unseen tab asks nothing, and there the server's own clock runs out.
 */
export function IdleWatch() {
  const office = useOfficeText();
  const text = useText();
  const language = useLanguage();
  const me = useMe();
  const now = useNow(TICK_MS);
  const hands = useHands();
  const enteredAt = useOfficeSession(({ session }) => (session.kind === 'in' ? session.at : 0));
  const idleLeft = hands.touchedAt() + (me.idleUntil - me.serverTime) - now;
  const wholeLeft = enteredAt + (me.absoluteUntil - me.serverTime) - now;
  const isOver = Math.min(idleLeft, wholeLeft) <= 0;

  // The end comes with the clock, not with anything a person does.
  useEffect(() => {
    if (isOver) void signOutOfOffice('ended');
  }, [isOver]);

  if (isOver || idleLeft > WARN_MS) return null;
  const stay = () => {
    hands.touch();
    void readOfficeMe();
  };
  return (
    <Dialog
      title={office.shell.idleTitle}
      width="narrow"
      onClose={stay}
      footer={
        <div className={styles.buttons}>
          <Button onClick={() => void signOutOfOffice('left')}>{office.shell.signOut}</Button>
          <Button look="primary" onClick={stay}>
            {office.shell.stay}
          </Button>
        </div>
      }
    >
      <p className={styles.inset} role="timer">
        {office.shell.idleLead({ wait: formatWait(idleLeft, language, text) })}
      </p>
    </Dialog>
  );
}

/** When hands last touched the page. Kept beside the drawing: a touch is no reason to draw anew. */
function useHands() {
  const [hands] = useState(createHands);

  // Hands are felt wherever on the page they are.
  useEffect(() => {
    const note = () => {
      // Once it is asked for, only the button says that somebody is here.
      if (document.querySelector('[role="timer"]') === null) hands.touch();
    };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, note, { passive: true, capture: true });
    return () => {
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, note, { capture: true });
    };
  }, [hands]);

  return hands;
}

function createHands() {
  let at = systemClock.now();
  return {
    touchedAt: () => at,
    touch: () => {
      at = systemClock.now();
    },
  };
}
