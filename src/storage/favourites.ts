import { create } from 'zustand';

const KEY = 'gerai.favourites';

/**
 * The goods that this device offers first, by product id: each till stands in front of other buyers. In localStorage, because
 * they are a convenience and no part of the books.
 */
export const useFavourites = create<{ readonly ids: readonly string[] }>()(() => ({ ids: remembered() }));

/** Makes goods a favourite of this device, or no favourite any more. */
export function toggleFavourite(productId: string): void {
  const { ids } = useFavourites.getState();
  const next = ids.includes(productId) ? ids.filter((id) => id !== productId) : [...ids, productId];
  useFavourites.setState({ ids: next });
  try {
    localStorage.setItem(KEY, next.join('\n'));
  } catch {
    // Not remembered, and marked again after the next start.
  }
}

function remembered(): readonly string[] {
  try {
    return localStorage.getItem(KEY)?.split('\n').filter(Boolean) ?? [];
  } catch {
    return [];
  }
}
