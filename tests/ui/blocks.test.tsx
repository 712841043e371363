import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef, useState } from 'react';
import { expect, test, vi } from 'vitest';
import { Button } from '../../src/ui/button.tsx';
import { ChipRow } from '../../src/ui/chip-row.tsx';
import { Choice } from '../../src/ui/choice.tsx';
import { Dialog } from '../../src/ui/dialog.tsx';
import { ErrorBoundary } from '../../src/ui/error-boundary.tsx';
import { Field } from '../../src/ui/field.tsx';
import { Keypad } from '../../src/ui/keypad.tsx';
import { PillButton } from '../../src/ui/pill.tsx';
import { ProductTile } from '../../src/ui/product-tile.tsx';
import { ReceiptPaper } from '../../src/ui/receipt-paper.tsx';
import { Toast } from '../../src/ui/toast.tsx';

test('a busy button keeps the focus and ignores taps', async () => {
  const onClick = vi.fn<() => void>();
  render(
    <Button isBusy onClick={onClick}>
      Simpan
    </Button>,
  );
  const button = screen.getByRole('button', { name: 'Simpan' });
  button.focus();
  await userEvent.click(button);
  expect(onClick).not.toHaveBeenCalled();
  expect(button).toHaveFocus();
});

test('a button submits a form only when it says so', () => {
  render(
    <>
      <Button>Biasa</Button>
      <Button submits>Kirim</Button>
    </>,
  );
  expect(screen.getByRole('button', { name: 'Biasa' })).toHaveAttribute('type', 'button');
  expect(screen.getByRole('button', { name: 'Kirim' })).toHaveAttribute('type', 'submit');
});

function Sheet() {
  const [isOpen, setIsOpen] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        Buka
      </button>
      {isOpen && (
        <Dialog title="Lembar" onClose={() => setIsOpen(false)} initialFocus={first}>
          <button type="button" ref={first}>
            Isi
          </button>
        </Dialog>
      )}
    </>
  );
}

test('a dialog is named by its title, takes the focus and closes by its button', async () => {
  render(<Sheet />);
  await userEvent.click(screen.getByRole('button', { name: 'Buka' }));
  expect(screen.getByRole('dialog', { name: 'Lembar' })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Isi' })).toHaveFocus();
  await userEvent.click(screen.getByRole('button', { name: 'Tutup' }));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a tap on the backdrop closes a dialog, a tap inside does not', async () => {
  render(<Sheet />);
  await userEvent.click(screen.getByRole('button', { name: 'Buka' }));
  await userEvent.click(screen.getByRole('heading', { name: 'Lembar' }));
  await userEvent.click(screen.getByRole('dialog'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a toast leaves by itself after eight seconds, and its button works until then', async () => {
  vi.useFakeTimers();
  const onExpire = vi.fn<() => void>();
  const onAction = vi.fn<() => void>();
  render(<Toast message="Beras dihapus" actionLabel="Urungkan" onAction={onAction} onExpire={onExpire} />);
  await act(async () => vi.advanceTimersByTime(7_900));
  expect(onExpire).not.toHaveBeenCalled();
  screen.getByRole('button', { name: 'Urungkan' }).click();
  expect(onAction).toHaveBeenCalledOnce();
  await act(async () => vi.advanceTimersByTime(200));
  expect(onExpire).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test('a field reads its error out with its label', () => {
  render(<Field label="Kode" hint="Delapan huruf" error="Kode belum lengkap" readOnly value="AB" />);
  const input = screen.getByRole('textbox', { name: 'Kode' });
  expect(input).toBeInvalid();
  expect(input).toHaveAccessibleDescription('Kode belum lengkap');
});

test('a keypad has a corner for thousands or for the comma, and tells each key', async () => {
  const keys: string[] = [];
  const { rerender } = render(<Keypad label="Angka" corner="000" onKey={(key) => keys.push(key)} />);
  await userEvent.click(screen.getByRole('button', { name: '000' }));
  rerender(<Keypad label="Angka" corner="," onKey={(key) => keys.push(key)} />);
  await userEvent.click(screen.getByRole('button', { name: 'Koma' }));
  await userEvent.click(screen.getByRole('button', { name: 'Hapus satu angka' }));
  expect(keys).toEqual(['000', ',', 'backspace']);
});

test('a row of chips tells which one is chosen', () => {
  const chips = [
    { id: 'a', label: 'Semua' },
    { id: 'b', label: 'Beras', hue: 1 },
  ];
  render(<ChipRow label="Kategori" chips={chips} selectedId="b" onSelect={() => undefined} />);
  expect(screen.getByRole('button', { name: 'Beras', pressed: true })).toBeVisible();
  expect(screen.getByRole('button', { name: 'Semua', pressed: false })).toBeVisible();
});

test('a choice is a group of radio buttons with a name', async () => {
  const onChange = vi.fn<(value: string) => void>();
  const options = [
    { value: 'light', label: 'Terang' },
    { value: 'dark', label: 'Gelap' },
  ] as const;
  render(<Choice label="Tema" options={options} value="light" onChange={onChange} />);
  expect(screen.getByRole('group', { name: 'Tema' })).toBeVisible();
  await userEvent.click(screen.getByRole('radio', { name: 'Gelap' }));
  expect(onChange).toHaveBeenCalledWith('dark');
});

test('a pill is read out in full, however little of it a phone shows', () => {
  render(
    <PillButton
      tone="warn"
      icon="cloudOff"
      label="Luring · 12 menunggu"
      shortLabel="12"
      onOpen={() => undefined}
    />,
  );
  expect(screen.getByRole('button', { name: 'Luring · 12 menunggu' })).toBeVisible();
});

test('a tile tells its id when it is picked', async () => {
  const onPick = vi.fn<(id: string) => void>();
  render(
    <ProductTile
      id="BRS"
      name="Beras"
      currency="Rp"
      price="65.500"
      stock="3"
      stockTone="low"
      label="Beras, Rp 65.500, stok 3"
      hue={1}
      onPick={onPick}
    />,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Beras, Rp 65.500, stok 3' }));
  expect(onPick).toHaveBeenCalledWith('BRS');
});

test('a receipt keeps its rows apart and its spaces', () => {
  const rows = [
    { text: '      KKMP', style: 'title' },
    { text: '', style: 'plain' },
    { text: 'TOTAL   Rp500', style: 'strong' },
  ] as const;
  render(<ReceiptPaper label="Struk" rows={rows} />);
  expect(screen.getByRole('region', { name: 'Struk' }).children).toHaveLength(3);
  expect(screen.getByText('TOTAL Rp500').textContent).toBe('TOTAL   Rp500');
});

test('a boundary keeps a fault inside, tells of it, and can try again', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const onError = vi.fn<(error: unknown) => void>();
  let isBroken = true;
  function Fragile() {
    if (isBroken) throw new Error('patah');
    return <p>Utuh</p>;
  }
  render(
    <ErrorBoundary
      onError={onError}
      fallback={(error, retry) => (
        <Button onClick={retry}>
          {error instanceof Error ? `Coba lagi: ${error.message}` : 'Coba lagi'}
        </Button>
      )}
    >
      <Fragile />
    </ErrorBoundary>,
  );
  expect(onError).toHaveBeenCalledOnce();
  isBroken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Coba lagi: patah' }));
  expect(screen.getByText('Utuh')).toBeVisible();
  quiet.mockRestore();
});
