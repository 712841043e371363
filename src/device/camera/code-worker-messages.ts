/** What the page tells the reader: where the wasm lies, once and first; then one picture after the other. */
export type ToCodeWorker =
  | { readonly kind: 'start'; readonly wasm: string }
  | { readonly kind: 'picture'; readonly bitmap: ImageBitmap };

/** What the reader answers to each message: that it can read or can't, then the codes in each picture. */
export type FromCodeWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string };
