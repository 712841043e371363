import { useDeferredValue, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { capitalised, formatCount, formatQuantity, formatRupiah } from '../../locale/format.ts';
import { formatMoment } from '../../locale/office-format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { useLanguage } from '../../locale/use-text.ts';
import { questions, type OfficeProducts } from '../../sync/office-live.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { DeskTable, type Column } from './desk-table.tsx';
import { DeskPage, Figure, Figures } from './desk-page.tsx';
import { FilterBar, FilterChoice, FilterText } from './filters.tsx';
import { Freshness, LiveView } from './live-view.tsx';
import { useMe, zoneOf } from './me.ts';
import { PricePanel } from './price-panel.tsx';
import { nextPrice, priceNow, type Product } from './product-prices.ts';
import { useLive } from './use-live.ts';
import styles from './sales-table.module.css';

/** What everything costs now and from when it will cost something else. */
export function PricesPage() {
  const office = useOfficeText();
  const live = useLive(questions.products, 'products');
  const [params, setParams] = useSearchParams();
  const open = live.value?.products.find(({ id }) => id === params.get('product'));
  return (
    <DeskPage title={office.prices.title} beside={<Freshness live={live} />}>
      <LiveView live={live}>
        {(value) =>
          value.products.length === 0 ? (
            <EmptyState
              icon="package"
              message={office.prices.empty}
              action={<Link href="/office/house">{office.prices.toImport}</Link>}
            />
          ) : (
            <Products value={value} onOpen={(product) => setParams({ product })} />
          )
        }
      </LiveView>
      {open && live.value && (
        <PricePanel
          product={open}
          serverTime={live.value.serverTime}
          onClose={() => setParams({}, { replace: true })}
        />
      )}
    </DeskPage>
  );
}

interface ProductsProps {
  readonly value: OfficeProducts;
  readonly onOpen: (productId: string) => void;
}

function Products({ value: { products, serverTime }, onOpen }: ProductsProps) {
  const office = useOfficeText();
  const words = office.prices;
  const [query, setQuery] = useState('');
  const [category, setCategory] = useState('');
  const sought = useDeferredValue(query.trim().toLowerCase());
  const columns = usePriceColumns(serverTime);
  const categories = useMemo(() => [...new Set(products.map((one) => one.category))].toSorted(), [products]);
  const shown = useMemo(
    () =>
      products.filter(
        (one) =>
          (category === '' || one.category === category) &&
          (one.name.toLowerCase().includes(sought) || one.id.toLowerCase().includes(sought)),
      ),
    [products, category, sought],
  );
  const unpriced = products.filter(
    (one) => one.isActive && priceNow(one, 'retail', serverTime) === null,
  ).length;
  const upcoming = products.filter((one) => nextPrice(one, serverTime) !== null).length;
  return (
    <>
      <FilterBar>
        <FilterText label={words.search} value={query} onType={setQuery} />
        <FilterChoice
          label={words.category}
          value={category}
          options={categories.map((name) => ({ value: name, label: capitalised(name) }))}
          onChoose={setCategory}
        />
      </FilterBar>
      <Figures>
        <Figure label={words.count} value={formatCount(shown.length)} />
        <Figure label={words.unpriced} value={formatCount(unpriced)} tone={unpriced > 0 ? 'warn' : 'plain'} />
        <Figure label={words.upcoming} value={formatCount(upcoming)} />
      </Figures>
      {shown.length === 0 ? (
        <EmptyState icon="search" message={words.noHit} />
      ) : (
        <DeskTable
          label={words.title}
          columns={columns}
          rows={shown}
          keyOf={(one) => one.id}
          open={{
            label: (one) => office.sales.open({ number: one.name }),
            onOpen: (one) => onOpen(one.id),
          }}
        />
      )}
    </>
  );
}

function usePriceColumns(serverTime: number): readonly Column<Product>[] {
  const office = useOfficeText();
  return useMemo(() => {
    const words = office.prices;
    const amount = (one: Product, tier: 'retail' | 'member') => priceNow(one, tier, serverTime)?.priceRupiah;
    const money = (value: number | null | undefined, otherwise: string) =>
      value === null || value === undefined ? otherwise : formatRupiah(value);
    return [
      {
        id: 'name',
        header: words.columns.name,
        cell: (one) => (one.isActive ? one.name : `${one.name} (${words.inactive})`),
        sortBy: (one) => one.name,
      },
      {
        id: 'category',
        header: words.columns.category,
        from: 'tablet',
        cell: (one) => capitalised(one.category),
        sortBy: (one) => one.category,
      },
      {
        id: 'retail',
        header: words.columns.retail,
        isNumber: true,
        cell: (one) => money(amount(one, 'retail'), words.noPrice),
        sortBy: (one) => amount(one, 'retail') ?? -1,
      },
      {
        id: 'member',
        header: words.columns.member,
        from: 'tablet',
        isNumber: true,
        cell: (one) => money(amount(one, 'member'), words.none),
        sortBy: (one) => amount(one, 'member') ?? -1,
      },
      {
        id: 'next',
        header: words.columns.next,
        from: 'tablet',
        cell: (one) => <Next product={one} serverTime={serverTime} />,
        sortBy: (one) => nextPrice(one, serverTime)?.effectiveFrom ?? Number.MAX_SAFE_INTEGER,
      },
      {
        id: 'ceiling',
        header: words.columns.ceiling,
        from: 'desk',
        isNumber: true,
        cell: (one) => money(one.ceilingRupiah, words.none),
        sortBy: (one) => one.ceilingRupiah ?? -1,
      },
      {
        id: 'onHand',
        header: words.columns.onHand,
        from: 'desk',
        isNumber: true,
        cell: (one) => formatQuantity(one.onHandMilli, one.unit),
        sortBy: (one) => one.onHandMilli,
      },
    ];
  }, [office, serverTime]);
}

/** The next price and from when it holds. */
function Next({ product, serverTime }: { readonly product: Product; readonly serverTime: number }) {
  const words = useOfficeText().prices;
  const language = useLanguage();
  const zone = zoneOf(useMe());
  const next = nextPrice(product, serverTime);
  if (next === null) return words.none;
  const date = formatMoment(next.effectiveFrom, zone, language);
  return (
    <>
      {formatRupiah(next.priceRupiah)} <span className={styles.day}>{words.from({ date })}</span>
    </>
  );
}
