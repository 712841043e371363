import type { parkedId } from './parked-id.ts';
import { pluralEn } from './plural.ts';

/** {@link parkedId} in English. */
export const parkedEn: typeof parkedId = {
  park: 'Hold',
  title: 'Held carts',
  waiting: ({ count }) => `${count} ${pluralEn(count, 'cart', 'carts')} on hold`,
  done: 'Cart put on hold',
  empty: 'No cart is on hold.',
  unnamed: 'No name',
  since: ({ age }) => `on hold for ${age}`,
  open: 'Continue',
  rename: 'Name',
  name: 'Name, such as Mrs Ani',
  save: 'Save',
  drop: ({ name }) => `Throw away the cart ${name}`,
  dropped: 'Cart thrown away',
};
