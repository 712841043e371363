import { useParkedCarts } from '../../actions/park-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { openSheet } from './open-sheet.ts';
import { setCartAside } from './parked-acts.ts';
import { emptyTheCart } from './till-acts.ts';
import styles from './parked.module.css';

/** What can be done with the cart as a whole: set it aside, or empty it. */
export function CartTools() {
  const text = useAllText();
  const workplace = useWorkplace();
  return (
    <div className={styles.tools}>
      <Button look="quiet" onClick={() => void setCartAside(workplace)}>
        {text.parked.park}
      </Button>
      <Button look="quiet" onClick={() => emptyTheCart(workplace)}>
        {text.cart.clear}
      </Button>
    </div>
  );
}

/** The way to the carts that wait; nothing where none does. */
export function ParkedBar() {
  const text = useAllText();
  const parked = useParkedCarts(useWorkplace()) ?? [];
  if (parked.length === 0) return null;
  return (
    <button
      type="button"
      className={styles.bar}
      aria-haspopup="dialog"
      onClick={() => openSheet({ kind: 'parked' })}
    >
      <Icon name="pause" />
      <span className={styles.barWords}>{text.parked.waiting({ count: parked.length })}</span>
      <Icon name="next" />
    </button>
  );
}
