import { useMemo } from 'react';
import { capitalised } from '../../locale/format.ts';
import { useText } from '../../locale/use-text.ts';
import { useFavourites } from '../../storage/favourites.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { ChipRow, type Chip } from '../../ui/chip-row.tsx';
import { hueOf } from './shelf-hue.ts';
import { FAVOURITES, patchTill, useTill } from './till-store.ts';

/** An id that no category can have, because categories are words. */
const ALL = '';

/** The categories in one row. Choosing one ends a search, because a search looks through everything. */
export function Shelves() {
  const text = useText();
  const categories = useCatalogue((catalogue) => catalogue.categories);
  const shelf = useTill((till) => till.shelf);
  const hasFavourites = useFavourites(({ ids }) => ids.length > 0);
  const chips = useMemo<readonly Chip[]>(
    () => [
      { id: ALL, label: text.till.allShelves },
      ...(hasFavourites ? [{ id: FAVOURITES, label: text.till.favourites }] : []),
      ...categories.map((category) => ({
        id: category,
        label: capitalised(category),
        hue: hueOf(categories, category),
      })),
    ],
    [categories, text, hasFavourites],
  );
  if (categories.length === 0) return null;
  return (
    <ChipRow
      label={text.till.shelves}
      chips={chips}
      selectedId={shelf ?? ALL}
      onSelect={(id) => patchTill({ shelf: id === ALL ? null : id, query: '', notice: null })}
    />
  );
}
