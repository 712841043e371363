import { cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { listenForScans } from '../../src/device/scanner.ts';

const CODE = '8991234567893';

let field: HTMLInputElement;
let button: HTMLButtonElement;
let pressed: number;
let scans: string[];
let repeats: number;
let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = '<form><input type="text"><button type="button">Bayar</button></form>';
  const [foundField, foundButton] = [document.querySelector('input'), document.querySelector('button')];
  if (foundField === null || foundButton === null) throw new Error('no page');
  [field, button] = [foundField, foundButton];
  pressed = 0;
  button.addEventListener('click', () => (pressed += 1));
  scans = [];
  repeats = 0;
  stop = listenForScans(
    window,
    (code) => scans.push(code),
    () => (repeats += 1),
  );
});

afterEach(() => stop());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Real keys through the browser, as fast as it takes them. */
const scan = (text: string, end = '{Enter}') => userEvent.keyboard(text + end);

test('a code that is scanned while nothing has the focus is heard', async () => {
  document.body.focus();
  await scan(CODE);
  expect(scans).toEqual([CODE]);
});

test('a scan into a text field is heard and leaves the field as it was', async () => {
  field.focus();
  field.value = 'gula';
  const heard = vi.fn<(value: string) => void>();
  field.addEventListener('input', () => heard(field.value));
  field.setSelectionRange(2, 2);
  await scan(CODE);
  expect(scans).toEqual([CODE]);
  expect(field.value).toBe('gula');
  expect(field.selectionStart).toBe(2);
  expect(heard).toHaveBeenLastCalledWith('gula');
});

test('a field whose value is kept by React is put back as well', async () => {
  function Search() {
    const [text, setText] = useState('gula');
    return <input aria-label="Cari" value={text} onChange={(event) => setText(event.target.value)} />;
  }
  render(<Search />);
  const search = document.querySelector<HTMLInputElement>('input[aria-label="Cari"]');
  if (search === null) throw new Error('no field');
  search.focus();
  await scan(CODE);
  expect(scans).toEqual([CODE]);
  await expect.poll(() => search.value).toBe('gula');
  await userEvent.keyboard('r');
  expect(search.value).toBe('gular');
  cleanup();
});

test('the Enter of a scan presses no button, and sends no form', async () => {
  const submitted = vi.fn<(event: Event) => void>((event) => event.preventDefault());
  document.querySelector('form')?.addEventListener('submit', submitted);
  button.focus();
  await scan(CODE);
  field.focus();
  await scan('GLA-001');
  expect(scans).toEqual([CODE, 'GLA-001']);
  expect(pressed).toBe(0);
  expect(submitted).not.toHaveBeenCalled();
});

test('Tab ends a scan too, and the focus stays', async () => {
  field.focus();
  await scan(CODE, '{Tab}');
  expect(scans).toEqual([CODE]);
  expect(document.activeElement).toBe(field);
});

test('a scanner that sends no Enter is heard when it falls silent, and a late Enter presses nothing', async () => {
  button.focus();
  await scan(CODE, '');
  await expect.poll(() => scans).toEqual([CODE]);
  await userEvent.keyboard('{Enter}');
  expect(pressed).toBe(0);
  await pause(320);
  await userEvent.keyboard('{Enter}');
  expect(pressed).toBe(1);
});

test('what a person types stays, Enter included', async () => {
  field.focus();
  for (const key of 'gula') {
    await userEvent.keyboard(key);
    await pause(140);
  }
  expect(field.value).toBe('gula');
  button.focus();
  await userEvent.keyboard('{Enter}');
  expect(pressed).toBe(1);
  expect(scans).toEqual([]);
});

test('a key that is held down is no scan', async () => {
  field.focus();
  const hold = { key: 'a', bubbles: true, repeat: true };
  field.dispatchEvent(new KeyboardEvent('keydown', { ...hold, repeat: false }));
  for (let time = 0; time < 10; time += 1) field.dispatchEvent(new KeyboardEvent('keydown', hold));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await pause(150);
  expect(scans).toEqual([]);
});

test('the same label read twice counts once, and again after a moment', async () => {
  document.body.focus();
  await scan(CODE);
  await scan(CODE);
  expect([scans, repeats]).toEqual([[CODE], 1]);
  await pause(320);
  await scan(CODE);
  expect(scans).toEqual([CODE, CODE]);
});

test('capital letters come through', async () => {
  document.body.focus();
  await scan('{Shift>}B{/Shift}{Shift>}R{/Shift}S-001');
  expect(scans).toEqual(['BRS-001']);
});

test('nothing is heard any more after listening has stopped', async () => {
  stop();
  document.body.focus();
  await scan(CODE);
  expect(scans).toEqual([]);
});
