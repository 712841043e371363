import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Rupiah } from '#domain/money.ts';
import { MILLI_PER_UNIT } from '#domain/quantity.ts';
import { useAmountDue } from '../../actions/amount-due.ts';
import { useCart } from '../../actions/edit-cart.ts';
import { useWorkplace, type Workplace } from '../../actions/workplace.ts';
import { hasKeyboard } from './has-keyboard.ts';
import { setQuantity, takeOut } from './line-acts.ts';
import { setCartAside } from './parked-acts.ts';
import { finishSale, goToPayment } from './till-acts.ts';
import { patchTill, useTill } from './till-store.ts';

type Search = RefObject<HTMLInputElement | null>;

/**
 * Lets a desk sell without the mouse. F5, F11 and F12 stay the browser's. Draws nothing: a part of its own, so
 * that a new total does not draw the whole till anew.
 */
export function TillKeys({ search }: { readonly search: Search }): null {
  const workplace = useWorkplace();
  const due = useAmountDue();
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isElsewhere(event.target)) return;
    const isHandled =
      onPayKey(event.key, workplace, due?.totalRupiah) ||
      onFunctionKey(event.key, workplace, search) ||
      onLineKey(event, workplace, search) ||
      onTypedKey(event, search);
    if (isHandled) event.preventDefault();
  });

  // Keys belong to the whole till wherever the focus is, so they are heard on the window while it is open.
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  return null;
}

function onPayKey(key: string, workplace: Workplace, totalRupiah: Rupiah | undefined): boolean {
  if (key === 'F8' && totalRupiah !== undefined) void finishSale(workplace, totalRupiah);
  if (key === 'F9') goToPayment(workplace);
  return key === 'F8' || key === 'F9';
}

function onFunctionKey(key: string, workplace: Workplace, search: Search): boolean {
  switch (key) {
    case 'F4':
      void setCartAside(workplace);
      return true;
    case 'F6':
      patchTill({ sheet: { kind: 'parked' } });
      return true;
    case 'F1':
      patchTill({ sheet: { kind: 'keys' } });
      return true;
    case 'F2':
      search.current?.focus();
      search.current?.select();
      return true;
    case 'Escape':
      patchTill({ query: '', openLineId: null, notice: null, done: null });
      return true;
    default:
      return false;
  }
}

/** Arrows, plus, minus and delete move in the cart, unless someone is writing in the search field. */
function onLineKey(event: KeyboardEvent, workplace: Workplace, search: Search): boolean {
  const isWriting =
    isTextField(event.target) && !(event.target === search.current && search.current?.value === '');
  if (isWriting || isChoice(event.target)) return false;
  const { lines } = useCart.getState().cart;
  const index = lines.findIndex((line) => line.lineId === useTill.getState().openLineId);
  const line = lines[index];
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      if (lines.length === 0) return false;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const from = index < 0 && step < 0 ? lines.length : index;
      const next = lines[Math.min(lines.length - 1, Math.max(0, from + step))];
      patchTill({ openLineId: next?.lineId ?? null });
      return true;
    }
    case '+':
    case '-': {
      const target = line ?? lines.at(-1);
      if (!target || target.product.isSoldByWeight) return false;
      const step = event.key === '+' ? MILLI_PER_UNIT : -MILLI_PER_UNIT;
      setQuantity(workplace, target, target.soldMilli + step);
      return true;
    }
    case 'Delete':
      if (!line) return false;
      takeOut(workplace, line);
      return true;
    default:
      return false;
  }
}

/** Typing anywhere starts a search; the letter itself lands in the field, because it gets the focus first. */
function onTypedKey(event: KeyboardEvent, search: Search): boolean {
  if (isTextField(event.target) || !hasKeyboard()) return false;
  if (event.key === '/') {
    search.current?.focus();
    return true;
  }
  if (/^[\p{L}\p{N}]$/u.test(event.key)) search.current?.focus();
  return false;
}

/** A sheet that is open, the till's or the header's, and the header's menu have keys of their own: Esc closes them. */
function isElsewhere(target: EventTarget | null): boolean {
  const isInMenu = target instanceof Element && target.closest('[popover], [popovertarget]') !== null;
  return isInMenu || document.querySelector('dialog[open]') !== null;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== 'radio';
}

function isChoice(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'radio';
}
