import { useMemo } from 'react';
import { stockKey } from '#domain/stock.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { useOnHand } from '../../storage/replica/on-hand.ts';

export type PlaceKind = 'gerai' | 'gudang';

/** The places of the outlet by kind, as the columns of the list show them; the same object until the outlet changes. */
export function usePlaces(): Readonly<Record<PlaceKind, readonly string[]>> {
  const places = useCatalogue((catalogue) => catalogue.outlet?.places);
  return useMemo(() => {
    const ofKind = (kind: PlaceKind): readonly string[] =>
      places?.filter((place) => place.kind === kind).map((place) => place.id) ?? [];
    return { gerai: ofKind('gerai'), gudang: ofKind('gudang') };
  }, [places]);
}

/**
 * How much of an item lies at some places together, in thousandths, negative as it is; null where nothing ever lay. It draws
 * again only when this sum changes.
 */
export function useOnHandAt(places: readonly string[], stockItem: string): number | null {
  return useOnHand(({ onHand }) => sumAt(onHand, places, stockItem));
}

function sumAt(
  onHand: ReadonlyMap<string, number>,
  places: readonly string[],
  stockItem: string,
): number | null {
  let sum: number | null = null;
  for (const place of places) {
    const here = onHand.get(stockKey(place, stockItem));
    if (here !== undefined) sum = (sum ?? 0) + here;
  }
  return sum;
}
