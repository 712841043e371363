import { useState } from 'react';
import { formatRupiah } from '../../locale/format.ts';
import { formatMoment } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Pill } from '../../ui/pill.tsx';
import { mayAct, useMe, zoneOf } from './me.ts';
import { PriceDialog } from './price-dialog.tsx';
import { endOf, priceNow, type Product, type ProductPrice } from './product-prices.ts';
import { SidePanel } from './side-panel.tsx';
import styles from './fact-panel.module.css';

interface PricePanelProps {
  readonly product: Product;
  readonly serverTime: number;
  readonly onClose: () => void;
}

/** One item: every price it ever had, who set it, when and why; and the way to a new one. */
export function PricePanel({ product, serverTime, onClose }: PricePanelProps) {
  const office = useOfficeText();
  const words = office.prices;
  const me = useMe();
  const [isChanging, setIsChanging] = useState(false);
  const [isChanged, setIsChanged] = useState(false);
  return (
    <SidePanel title={product.name} onClose={onClose}>
      <div className={styles.content}>
        {product.ceilingRupiah !== null && (
          <p>{words.ceiling({ amount: formatRupiah(product.ceilingRupiah) })}</p>
        )}
        {isChanged && <Notice tone="ok">{words.changed}</Notice>}
        {mayAct(me, 'price.change') ? (
          <div>
            <Button look="primary" onClick={() => setIsChanging(true)}>
              {words.change}
            </Button>
          </div>
        ) : (
          <p>{office.shell.seeOnly}</p>
        )}
        <section className={styles.part}>
          <h3>{words.history}</h3>
          {product.prices.length === 0 && <EmptyState icon="cash" message={words.historyEmpty} />}
          <ol className={styles.history}>
            {product.prices.map((price) => (
              <PriceRow key={price.id} product={product} price={price} serverTime={serverTime} />
            ))}
          </ol>
        </section>
      </div>
      {isChanging && (
        <PriceDialog
          product={product}
          serverTime={serverTime}
          onClose={() => setIsChanging(false)}
          onChanged={() => {
            setIsChanging(false);
            setIsChanged(true);
          }}
        />
      )}
    </SidePanel>
  );
}

interface PriceRowProps {
  readonly product: Product;
  readonly price: ProductPrice;
  readonly serverTime: number;
}

function PriceRow({ product, price, serverTime }: PriceRowProps) {
  const words = useOfficeText().prices;
  const language = useLanguage();
  const zone = zoneOf(useMe());
  const moment = (at: number) => (at <= 0 ? words.always : formatMoment(at, zone, language));
  const end = endOf(product, price);
  const from = moment(price.effectiveFrom);
  const isInForce = priceNow(product, price.tier, serverTime)?.id === price.id;
  return (
    <li>
      <div className={styles.historyHead}>
        <strong>{formatRupiah(price.priceRupiah)}</strong>
        <span>{words.tiers[price.tier]}</span>
        {isInForce && <Pill tone="ok" icon="check" label={words.inForce} />}
        {price.effectiveFrom > serverTime && <Pill tone="info" icon="calendar" label={words.later} />}
      </div>
      <span>{end === null ? words.periodOpen({ from }) : words.period({ from, to: moment(end) })}</span>
      <span className={styles.aside}>
        {price.setBy === null || price.setAt === null
          ? words.imported
          : words.setBy({ name: price.setBy, time: moment(price.setAt) })}
        {price.reason !== null && price.reason !== '' && ` · “${price.reason}”`}
      </span>
    </li>
  );
}
