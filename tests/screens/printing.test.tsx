import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { forgetFailedPrint } from '../../src/actions/print-receipt.ts';
import { changePrinterChoice } from '../../src/device/printer/printer-choice.ts';
import { SettingsScreen } from '../../src/screens/settings/settings-screen.tsx';
import { TillScreen } from '../../src/screens/till/till-screen.tsx';
import { TodayScreen } from '../../src/screens/today/today-screen.tsx';
import { printOnPaper } from '../support/escpos-paper.ts';
import { FakeUsbPrinter } from '../support/fake-printers.ts';
import { openShop, visit } from './shop-floor.tsx';

const printer = new FakeUsbPrinter();
// A browser with USB; the links are made once, so it stands here before the first of them.
Object.defineProperty(navigator, 'usb', { value: printer.usb });

let printers = 0;
const chosen = () => ({
  way: 'usb' as const,
  address: { id: `1046:20497:${printer.serialNumber}`, name: 'POS58 Printer' },
});

beforeEach(() => {
  printers += 1;
  printer.serialNumber = `N${printers}`;
  Object.assign(printer.mood, { isOn: true, hasPaper: true, breaksAfter: null, isPicked: true });
  printer.received.length = 0;
  changePrinterChoice({ ...chosen(), columns: 32, opensDrawer: false, printsByItself: false });
  forgetFailedPrint();
});

const paper = () => printOnPaper(Uint8Array.from(printer.received));
const printed = () => paper().rows.map((row) => row.text.trim());

async function sellRice() {
  const workplace = await openShop();
  const visitor = await visit(workplace, <TillScreen />);
  await visitor.user.click(screen.getByRole('button', { name: /^Beras SPHP 5 kg, / }));
  await visitor.user.click(screen.getByRole('button', { name: /Uang pas/ }));
  const done = await screen.findByRole('region', { name: 'Transaksi tersimpan' });
  return { ...visitor, workplace, done };
}

test('a receipt comes out of the printer that was chosen, and a second one says that it is a copy', async () => {
  const { user, done } = await sellRice();
  await user.click(within(done).getByRole('button', { name: 'Cetak struk' }));
  const again = await within(done).findByRole('button', { name: 'Cetak salinan' });
  expect(printed()).toEqual(
    expect.arrayContaining(['KKMP GRAHA INDAH', 'No : GI-A-000001', 'BERAS SPHP 5 KG']),
  );
  expect(printed()).not.toContain('SALINAN 1');
  printer.received.length = 0;
  await user.click(again);
  await waitFor(() => expect(printed()).toContain('SALINAN 1'));
});

test('wide paper gets wide rows', async () => {
  changePrinterChoice({ columns: 48 });
  const { user, done } = await sellRice();
  await user.click(within(done).getByRole('button', { name: 'Cetak struk' }));
  await waitFor(() => expect(printed()).toContain('-'.repeat(48)));
});

test('a device that is set so prints by itself and opens the drawer for cash, once for each sale', async () => {
  changePrinterChoice({ printsByItself: true, opensDrawer: true });
  const { done } = await sellRice();
  await within(done).findByRole('button', { name: 'Cetak salinan' });
  expect(paper().drawerPulls).toHaveLength(1);
  expect(printed().filter((row) => row === 'No : GI-A-000001')).toHaveLength(1);
});

test('a drawer opens for cash without a receipt', async () => {
  changePrinterChoice({ opensDrawer: true });
  await sellRice();
  await waitFor(() => expect(paper().drawerPulls).toHaveLength(1));
  expect(printed().join('')).toBe('');
});

test('a printer that is off is said in the done panel, the next sale goes on, and the receipt can be had later', async () => {
  changePrinterChoice({ printsByItself: true });
  printer.mood.isOn = false;
  const { user, done } = await sellRice();
  const notice = await within(done).findByText('Struk GI-A-000001 tidak tercetak');
  expect(notice.closest('[role=status]')).toHaveTextContent('Printer tidak menjawab');
  expect(within(done).getByRole('button', { name: 'Transaksi baru' })).toHaveFocus();
  await user.click(screen.getByRole('button', { name: /^Bright Gas 5,5 kg isi ulang, / }));
  expect(screen.queryByRole('region', { name: 'Transaksi tersimpan' })).toBeNull();
  // Now it stands beside the goods.
  const later = screen.getByText('Struk GI-A-000001 tidak tercetak');
  expect(later.closest('[role=status]')).toHaveTextContent('Penjualan tetap tersimpan.');

  printer.mood.isOn = true;
  await user.click(screen.getByRole('button', { name: 'Cetak lagi' }));
  await waitFor(() => expect(printed()).toContain('No : GI-A-000001'));
  expect(screen.queryByText('Struk GI-A-000001 tidak tercetak')).toBeNull();
  // Nothing had come out before, so this is no copy.
  expect(printed().join()).not.toContain('SALINAN');
});

test('a print that broke off counts as paper: the next one says that it is a copy', async () => {
  printer.mood.breaksAfter = 40;
  const { user, done } = await sellRice();
  await user.click(within(done).getByRole('button', { name: 'Cetak struk' }));
  expect(await screen.findByText(/Sambungan ke printer putus/)).toBeVisible();
  printer.received.length = 0;
  printer.mood.breaksAfter = null;
  await user.click(screen.getByRole('button', { name: 'Cetak lagi' }));
  await waitFor(() => expect(printed()).toContain('SALINAN 1'));
});

test('a printer that the browser forgot is connected and printed on with one tap', async () => {
  changePrinterChoice({ address: { id: 'gone', name: '' }, printsByItself: true });
  const { user } = await sellRice();
  await user.click(await screen.findByRole('button', { name: 'Sambungkan printer' }));
  await waitFor(() => expect(printed()).toContain('No : GI-A-000001'));
});

test('a receipt of today is printed again as a copy, and a failure is said in its sheet', async () => {
  const { workplace } = await sellRice();
  const { user } = await visit(workplace, <TodayScreen />, '/today');
  const row = await screen.findByRole('button', { name: /^GI-A-000001/ });
  await act(async () => row.click());
  const sheet = screen.getByRole('dialog', { name: 'Struk' });
  expect(await within(sheet).findByText(/SALINAN 1/)).toBeVisible();
  expect(sheet).toHaveTextContent('Printer: POS58 Printer');
  printer.mood.isOn = false;
  await user.click(within(sheet).getByRole('button', { name: 'Cetak salinan' }));
  expect(await within(sheet).findByText(/Printer tidak menjawab/)).toBeVisible();
  printer.mood.isOn = true;
  await user.click(within(sheet).getByRole('button', { name: 'Cetak salinan' }));
  await waitFor(() => expect(printed()).toContain('SALINAN 1'));
});

test('in the settings a printer is chosen, set and tried, and stays so after a restart', async () => {
  changePrinterChoice({ way: 'system', address: null });
  const { user } = await visit(await openShop(), <SettingsScreen />, '/settings');
  await user.click(await screen.findByRole('radio', { name: /^Kabel USB/ }));
  expect(screen.getByRole('button', { name: 'Cetak percobaan' })).toBeDisabled();
  printer.mood.isPicked = false;
  await user.click(screen.getByRole('button', { name: 'Pilih printer' }));
  expect(screen.getByRole('button', { name: 'Pilih printer' })).toBeVisible();
  printer.mood.isPicked = true;
  await user.click(screen.getByRole('button', { name: 'Pilih printer' }));
  expect(await screen.findByText('POS58 Printer')).toBeVisible();
  await user.click(screen.getByRole('radio', { name: '80 mm' }));
  await user.click(screen.getByRole('checkbox', { name: 'Buka laci saat menerima uang tunai' }));
  await user.click(screen.getByRole('checkbox', { name: /^Cetak sendiri/ }));
  await user.click(screen.getByRole('button', { name: 'Cetak percobaan' }));
  expect(await screen.findByText(/^Terkirim\./)).toBeVisible();
  expect(printed()).toContain('Kertas 80 mm');
  expect(JSON.parse(localStorage.getItem('gerai.printer') ?? '{}')).toEqual({
    ...chosen(),
    columns: 48,
    opensDrawer: true,
    printsByItself: true,
  });
});
