import { CYLINDER_STATES, cylinderItem, type CylinderState } from '#domain/cylinder.ts';
import { formatMilli } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useStockLevels } from '../../storage/replica/stock-levels.ts';
import { classNames } from '../../ui/class-names.ts';
import { LevelMark } from './level-mark.tsx';
import { useOnHandAt, usePlaces } from './use-on-hand-at.ts';
import styles from './cylinder-section.module.css';

/** Gas cylinders by size: full, empty, damaged, lent and at the agent, which together are what the shop owns. */
export function CylinderSection({ sizes }: { readonly sizes: readonly string[] }) {
  const text = useAllText();
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{text.stock.cylinders}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text.stock.size}</th>
            {CYLINDER_STATES.map((state) => (
              <th key={state} scope="col" className={styles.number}>
                {text.stock.cylinderStates[state]}
              </th>
            ))}
          </tr>
        </thead>
        {sizes.map((size) => (
          <Size key={size} size={size} />
        ))}
      </table>
    </section>
  );
}

/** One size: all of it, and below where it stands when it stands in two places. */
function Size({ size }: { readonly size: string }) {
  const text = useAllText();
  const places = usePlaces();
  const { levels } = useStockLevels();
  const everywhere = [...places.gerai, ...places.gudang];
  return (
    <tbody className={styles.size}>
      <tr>
        <th scope="row" className={styles.name}>
          {size} <LevelMark level={levels.get(cylinderItem(size, 'full')) ?? 'unknown'} />
        </th>
        {CYLINDER_STATES.map((state) => (
          <Quantity key={state} size={size} state={state} places={everywhere} isStrong />
        ))}
      </tr>
      {places.gudang.length > 0 && (
        <>
          <tr className={styles.place}>
            <th scope="row">{text.stock.gerai}</th>
            {CYLINDER_STATES.map((state) => (
              <Quantity key={state} size={size} state={state} places={places.gerai} />
            ))}
          </tr>
          <tr className={styles.place}>
            <th scope="row">{text.stock.gudang}</th>
            {CYLINDER_STATES.map((state) => (
              <Quantity key={state} size={size} state={state} places={places.gudang} />
            ))}
          </tr>
        </>
      )}
    </tbody>
  );
}

interface QuantityProps {
  readonly size: string;
  readonly state: CylinderState;
  readonly places: readonly string[];
  readonly isStrong?: boolean | undefined;
}

function Quantity({ size, state, places, isStrong = false }: QuantityProps) {
  const quantity = useOnHandAt(places, cylinderItem(size, state));
  const isNegative = quantity !== null && quantity < 0;
  return (
    <td className={classNames(styles.number, isStrong && styles.strong, isNegative && styles.negative)}>
      {quantity === null ? '–' : formatMilli(quantity)}
    </td>
  );
}
