import type { RefObject } from 'react';
import { useWorkplace } from '../../actions/workplace.ts';
import { useText } from '../../locale/use-text.ts';
import { searchProducts, useCatalogue } from '../../storage/replica/catalogue.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { hasKeyboard } from './has-keyboard.ts';
import { openSheet } from './open-sheet.ts';
import { parseQuery, pickProduct } from './till-acts.ts';
import { patchTill, useTill } from './till-store.ts';
import styles from './search-bar.module.css';

interface SearchBarProps {
  readonly input: RefObject<HTMLInputElement | null>;
}

/** Search by name, SKU or barcode. Enter puts the first hit into the cart. */
export function SearchBar({ input }: SearchBarProps) {
  const workplace = useWorkplace();
  const text = useText();
  const query = useTill((till) => till.query);

  const addFirstHit = () => {
    const { times, words } = parseQuery(useTill.getState().query);
    if (words === '') return;
    const [first] = searchProducts(useCatalogue.getState().products, words);
    if (!first) return;
    pickProduct(workplace, first, times);
    patchTill({ query: '' });
    if (!hasKeyboard()) input.current?.blur();
  };

  return (
    <div className={styles.bar}>
      <Field
        ref={input}
        label={text.till.search}
        isLabelHidden
        icon="search"
        type="search"
        placeholder={text.till.searchPlaceholder}
        value={query}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="done"
        onChange={(event) => patchTill({ query: event.target.value, notice: null })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.defaultPrevented) addFirstHit();
        }}
        trailing={
          query !== '' && (
            <IconButton
              icon="close"
              label={text.till.clearSearch}
              onClick={() => {
                patchTill({ query: '' });
                input.current?.focus();
              }}
            />
          )
        }
      />
      <IconButton
        icon="barcode"
        look="outline"
        label={text.till.camera}
        onClick={() => openSheet({ kind: 'camera' })}
      />
      <span className={styles.keys}>
        <IconButton
          icon="keyboard"
          look="outline"
          label={`${text.till.keys} (F1)`}
          onClick={() => openSheet({ kind: 'keys' })}
        />
      </span>
    </div>
  );
}
