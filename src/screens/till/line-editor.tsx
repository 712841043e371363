import type { CartLine } from '#domain/cart.ts';
import { MILLI_PER_UNIT } from '#domain/quantity.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { formatMilli } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { changeUnit, setQuantity, takeOut } from './line-acts.ts';
import { openSheet } from './open-sheet.ts';
import styles from './cart-line-row.module.css';

/** What unfolds under a line: its unit, its quantity, and the way out. */
export function LineEditor({ line }: { readonly line: CartLine }) {
  const text = useAllText();
  const workplace = useWorkplace();
  const { product, unit } = line;
  const { name, carton } = product;
  const step = (by: number) => setQuantity(workplace, line, line.soldMilli + by * MILLI_PER_UNIT);
  return (
    <div className={styles.editor}>
      {carton && (
        <Choice
          label={text.units.question}
          isLabelHidden
          value={unit}
          options={[
            { value: product.unit, label: product.unit },
            {
              value: carton.unit,
              label: `${carton.unit} · ${text.units.holds({ count: String(carton.size), unit: product.unit })}`,
            },
          ]}
          onChange={(chosen) => changeUnit(workplace, line, chosen)}
        />
      )}
      <div className={styles.buttons}>
        {product.isSoldByWeight ? (
          <Button icon="scale" onClick={() => editWeight(line)}>
            {text.cart.editWeight}
          </Button>
        ) : (
          <Stepper
            value={formatMilli(line.soldMilli)}
            lessLabel={text.cart.less({ name })}
            moreLabel={text.cart.more({ name })}
            onLess={() => step(-1)}
            onMore={() => step(1)}
          />
        )}
        <Button look="danger" onClick={() => takeOut(workplace, line)}>
          {text.cart.remove}
        </Button>
      </div>
    </div>
  );
}

function editWeight(line: CartLine): void {
  const item = useCatalogue.getState().byId.get(line.product.id);
  if (item) openSheet({ kind: 'weigh', item, lineId: line.lineId });
}
