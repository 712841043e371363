/**
 * True where a mouse tells of a desk with a keyboard. On a touch screen a focused text field would open the
 * soft keyboard, and a scanner's keys would then arrive without their names.
 */
export function hasKeyboard(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches;
}
