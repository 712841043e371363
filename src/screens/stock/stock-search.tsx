import { useEffect, useRef, type RefObject } from 'react';
import { formatCount, capitalised } from '../../locale/format.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { useStockLevels } from '../../storage/replica/stock-levels.ts';
import { IconButton } from '../../ui/button.tsx';
import { ChipRow } from '../../ui/chip-row.tsx';
import { Field } from '../../ui/field.tsx';
import { isStockFilter, STOCK_FILTERS, type StockQuestion } from './stock-filter.ts';
import styles from './stock-search.module.css';

interface StockSearchProps {
  readonly question: StockQuestion;
  readonly onAsk: (question: StockQuestion) => void;
}

const ALL_SHELVES = '';

/** Search, levels and categories; it stays in view while the list scrolls. */
export function StockSearch({ question, onAsk }: StockSearchProps) {
  const text = useAllText();
  const input = useRef<HTMLInputElement>(null);
  const categories = useCatalogue((catalogue) => catalogue.categories);
  const { low, out, negative } = useStockLevels();
  const counts = { all: 0, low, out, negative };
  useSearchKeys(input);
  return (
    <div className={styles.search}>
      <Field
        ref={input}
        label={text.till.search}
        isLabelHidden
        icon="search"
        type="search"
        placeholder={text.till.searchPlaceholder}
        value={question.words}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => onAsk({ ...question, words: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onAsk({ ...question, words: '' });
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('[data-row="0"]')?.focus();
        }}
        trailing={
          question.words !== '' && (
            <IconButton
              icon="close"
              label={text.till.clearSearch}
              onClick={() => {
                onAsk({ ...question, words: '' });
                input.current?.focus();
              }}
            />
          )
        }
      />
      <div className={styles.chips}>
        <ChipRow
          label={text.stock.filters}
          selectedId={question.filter}
          onSelect={(id) => isStockFilter(id) && onAsk({ ...question, filter: id })}
          chips={STOCK_FILTERS.map((id) => ({
            id,
            label:
              counts[id] === 0
                ? text.stock.filterNames[id]
                : text.stock.filter({ name: text.stock.filterNames[id], count: formatCount(counts[id]) }),
          }))}
        />
        <ChipRow
          label={text.till.shelves}
          selectedId={question.shelf ?? ALL_SHELVES}
          onSelect={(id) => onAsk({ ...question, shelf: id === ALL_SHELVES ? null : id })}
          chips={[
            { id: ALL_SHELVES, label: text.stock.allShelves },
            ...categories.map((category) => ({ id: category, label: capitalised(category) })),
          ]}
        />
      </div>
    </div>
  );
}

/** F2 or a slash leads to the search, as at the till. */
function useSearchKeys(input: RefObject<HTMLInputElement | null>): void {
  // Keys are the window's, whatever has the focus.
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const isTyping = document.activeElement instanceof HTMLInputElement;
      const isOver = document.querySelector('dialog[open]') !== null;
      if (isOver || (event.key !== 'F2' && (event.key !== '/' || isTyping))) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [input]);
}
