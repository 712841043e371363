import { useState } from 'react';
import type { Product } from '#domain/product.ts';
import type { Refusal } from '#domain/refusal.ts';
import type { Result } from '#domain/result.ts';

/** How far the saving of a dialog has come. */
export type SavingState =
  | { readonly kind: 'open' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed' };

/** Saves once at a time; what is saved closes the dialog, and only then is it called saved. */
export function useSaving(onSaved: (name: string) => void) {
  const [state, setState] = useState<SavingState>({ kind: 'open' });
  const save = (act: () => Promise<Result<Product, Refusal>>): void => {
    if (state.kind === 'saving') return;
    setState({ kind: 'saving' });
    act().then(
      (saved) => {
        if (saved.ok) onSaved(saved.value.name);
        else setState({ kind: 'refused', refusal: saved.refusal });
      },
      () => setState({ kind: 'failed' }),
    );
  };
  return { state, save };
}
