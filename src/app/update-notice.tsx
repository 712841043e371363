import { useEffect } from 'react';
import { useCart } from '../actions/edit-cart.ts';
import { installUpdate, useAppUpdate } from '../device/app-update.ts';
import { useText } from '../locale/use-text.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './shell.module.css';

/** Offers a waiting version, and installs it on request once the cart is empty. */
export function UpdateNotice() {
  const text = useText();
  const isReady = useAppUpdate((update) => update.isReady);
  const isEmpty = useCart((state) => state.cart.lines.length === 0);
  if (!isReady) return null;
  return (
    <div className={styles.update}>
      <Notice tone="info" action={isEmpty && <Button onClick={installUpdate}>{text.app.updateNow}</Button>}>
        {isEmpty ? text.app.updateReady : text.app.updateWaits}
      </Notice>
    </div>
  );
}

/** Installs a waiting version by itself where it disturbs nobody: no one is signed in and the cart is empty. */
export function useIdleUpdate(isSignedIn: boolean): void {
  const isReady = useAppUpdate((update) => update.isReady);
  const isEmpty = useCart((state) => state.cart.lines.length === 0);

  // The browser reports a new version at any time; the moment to take it is when these three agree.
  useEffect(() => {
    if (isReady && isEmpty && !isSignedIn) installUpdate();
  }, [isReady, isEmpty, isSignedIn]);
}
