import { useState } from 'react';
import {
  dropParkedCart,
  nameParkedCart,
  PARKED_NAME_MAX,
  useParkedCarts,
  type ParkedCart,
} from '../../actions/park-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatAge, formatRupiah } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Toast } from '../../ui/toast.tsx';
import { openParked } from './parked-acts.ts';
import { patchTill } from './till-store.ts';
import styles from './parked.module.css';

/** What was thrown away last, and what brings it back. */
interface Dropped {
  readonly cartId: string;
  readonly undo: () => Promise<boolean>;
}

/** The carts that wait, the longest waiting first. */
export function ParkedDialog() {
  const text = useAllText();
  const workplace = useWorkplace();
  const parked = useParkedCarts(workplace);
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const drop = async ({ cartId }: ParkedCart) => {
    const undo = await dropParkedCart(workplace, cartId);
    setDropped(undo === null ? null : { cartId, undo });
  };
  return (
    <Dialog title={text.parked.title} onClose={() => patchTill({ sheet: { kind: 'none' } })}>
      {parked?.length === 0 && <EmptyState icon="cart" message={text.parked.empty} />}
      <ul className={styles.list}>
        {parked?.map((cart) => (
          <ParkedRow key={cart.cartId} cart={cart} onDrop={() => void drop(cart)} />
        ))}
      </ul>
      {dropped !== null && (
        <div className={styles.undo}>
          <Toast
            key={dropped.cartId}
            message={text.parked.dropped}
            actionLabel={text.common.undo}
            onAction={() => {
              setDropped(null);
              void dropped.undo();
            }}
            onExpire={() => setDropped(null)}
          />
        </div>
      )}
    </Dialog>
  );
}

interface ParkedRowProps {
  readonly cart: ParkedCart;
  readonly onDrop: () => void;
}

function ParkedRow({ cart, onDrop }: ParkedRowProps) {
  const text = useAllText();
  const workplace = useWorkplace();
  const [name, setName] = useState<string | null>(null);
  const age = formatAge(workplace.clock.now() - cart.parkedAt, text);
  const called = cart.name === '' ? text.parked.unnamed : cart.name;
  const save = () => {
    if (name !== null) void nameParkedCart(workplace, cart.cartId, name);
    setName(null);
  };
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong>{called}</strong>
        <span className={styles.items}>{cart.itemNames.join(', ')}</span>
        <span className={styles.age}>
          {formatRupiah(cart.goodsRupiah)} · {text.parked.since({ age })}
        </span>
      </div>
      <div className={styles.acts}>
        <IconButton icon="close" label={text.parked.drop({ name: called })} onClick={onDrop} />
        <Button look="quiet" onClick={() => setName(name === null ? cart.name : null)}>
          {text.parked.rename}
        </Button>
        <Button look="ink" onClick={() => void openParked(workplace, cart.cartId)}>
          {text.parked.open}
        </Button>
      </div>
      {name !== null && (
        <form
          className={styles.naming}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field
            label={text.parked.name}
            value={name}
            maxLength={PARKED_NAME_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
          <Button submits>{text.parked.save}</Button>
        </form>
      )}
    </li>
  );
}
