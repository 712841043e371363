import type { StockLevel } from '#domain/low-stock.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { Pill } from '../../ui/pill.tsx';

/** Says that there is little, nothing, or less than nothing: in words and with a picture, never by colour alone. */
export function LevelMark({ level }: { readonly level: StockLevel }) {
  const words = useAllText().stock.levels;
  switch (level) {
    case 'low':
      return <Pill tone="warn" icon="warning" label={words.low} />;
    case 'out':
      return <Pill tone="warn" icon="package" label={words.out} />;
    case 'negative':
      return <Pill tone="danger" icon="minus" label={words.negative} />;
    case 'unknown':
    case 'enough':
      return null;
  }
}
