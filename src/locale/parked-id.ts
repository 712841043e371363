import type { Aged, Count, Named } from './words.ts';

/** The words of carts that wait for their buyer. */
export const parkedId = {
  park: 'Tahan',
  title: 'Keranjang ditahan',
  waiting: ({ count }: Count) => `${count} keranjang ditahan`,
  done: 'Keranjang ditahan',
  empty: 'Tidak ada keranjang yang ditahan.',
  unnamed: 'Tanpa nama',
  since: ({ age }: Aged) => `ditahan ${age}`,
  open: 'Lanjutkan',
  rename: 'Nama',
  name: 'Nama, misalnya Bu Ani',
  save: 'Simpan',
  drop: ({ name }: Named) => `Buang keranjang ${name}`,
  dropped: 'Keranjang dibuang',
};
