import { memo } from 'react';
import { classNames } from './class-names.ts';
import { Spoken } from './spoken.tsx';
import styles from './product-tile.module.css';

interface ProductTileProps {
  readonly id: string;
  readonly name: string;
  /** `Rp`, or nothing where the product has no price. */
  readonly currency: string;
  readonly price: string;
  /** Behind the price, small: `/kg`. */
  readonly per?: string | undefined;
  readonly stock: string;
  readonly stockTone: 'plain' | 'low' | 'none';
  /** How much of it is in the cart, or nothing. */
  readonly count?: string | undefined;
  /** Everything above in one sentence, for screen readers. */
  readonly label: string;
  readonly hue: number;
  /** Gets the id, so that one stable function serves all tiles and a tap redraws one tile only. */
  readonly onPick: (id: string) => void;
}

function Tile(props: ProductTileProps) {
  const { id, name, currency, price, per, stock, stockTone, count, label, hue, onPick } = props;
  return (
    <button
      type="button"
      className={classNames(
        styles.tile,
        count !== undefined && styles.taken,
        stockTone === 'none' && styles.gone,
      )}
      onClick={() => onPick(id)}
    >
      <Spoken>{label}</Spoken>
      <span aria-hidden="true" className={classNames(styles.edge, styles[`hue${hue}`])} />
      <span aria-hidden="true" className={styles.name}>
        {name}
      </span>
      <span aria-hidden="true" className={styles.foot}>
        <span className={classNames(styles.price, currency === '' && styles.small)}>
          {currency && <span className={styles.small}>{currency}&nbsp;</span>}
          {price}
          {per && <span className={styles.small}>{per}</span>}
        </span>
        <span className={classNames(styles.stock, stockTone !== 'plain' && styles.low)}>{stock}</span>
      </span>
      {count !== undefined && (
        <span aria-hidden="true" className={styles.count}>
          {count}
        </span>
      )}
    </button>
  );
}

/** One thing on the shelf. Memoised: sixty are on the screen, and one tap changes one of them. */
export const ProductTile = memo(Tile);
