import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useCart } from '../../src/actions/edit-cart.ts';
import { TillScreen } from '../../src/screens/till/till-screen.tsx';
import { looseSugar, product } from '../domain/builders.ts';
import { openShop, visit } from './shop-floor.tsx';

/** What lies before the imitated camera, and how often its light was turned off. */
const scene = { codes: ['8995177102058'], stops: 0, fault: '' };

class Detector {
  static getSupportedFormats = async () => ['ean_13'];
  async detect(): Promise<{ rawValue: string }[]> {
    return scene.codes.map((rawValue) => ({ rawValue }));
  }
}
Object.defineProperty(window, 'BarcodeDetector', { value: Detector });
Object.defineProperty(navigator, 'mediaDevices', {
  value: {
    enumerateDevices: async () => [],
    getUserMedia: async () => {
      if (scene.fault !== '') throw new DOMException('No.', scene.fault);
      const track = { stop: () => (scene.stops += 1) };
      return Object.assign(new MediaStream(), { getTracks: () => [track], getVideoTracks: () => [track] });
    },
  },
});
HTMLMediaElement.prototype.play = async () => undefined;
Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { writable: true, value: null });

const coded = product({ id: 'GLK-1', name: 'Gulaku kuning', barcodes: ['8995177102058'] });
const weighed = { ...looseSugar, barcodes: ['2000000000039'] };

afterEach(() => Object.assign(scene, { codes: ['8995177102058'], fault: '', stops: 0 }));

async function openCamera() {
  const workplace = await openShop({
    goods: [
      [coded, 20_000, 1000],
      [weighed, 18_000, 1000],
    ],
  });
  const { user } = await visit(workplace, <TillScreen />);
  await user.click(screen.getByRole('button', { name: 'Pindai dengan kamera' }));
  return user;
}

test('the camera goes on looking: a known label is added once, an unknown one is said, and closing turns it off', async () => {
  const user = await openCamera();
  expect(await screen.findByText('Gulaku kuning masuk keranjang')).toBeVisible();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(useCart.getState().cart.lines.map((line) => line.soldMilli)).toEqual([1000]);
  scene.codes = ['8990000000001'];
  const sheet = within(screen.getByRole('dialog'));
  expect(await sheet.findByText('Kode 8990000000001 tidak dikenal.')).toBeVisible();
  expect(scene.stops).toBe(0);
  await user.click(sheet.getByRole('button', { name: 'Cari' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('searchbox', { name: 'Cari barang' })).toHaveValue('8990000000001');
  await waitFor(() => expect(scene.stops).toBeGreaterThan(0));
});

test('weighed goods before the camera are asked for their weight, and the camera is let go', async () => {
  scene.codes = ['2000000000039'];
  await openCamera();
  expect(await screen.findByRole('dialog', { name: 'Gula pasir curah' })).toBeVisible();
  await waitFor(() => expect(scene.stops).toBeGreaterThan(0));
});

test.each([
  ['NotAllowedError', 'Kamera belum diizinkan'],
  ['NotFoundError', 'Perangkat ini tidak punya kamera'],
  ['NotReadableError', 'Kamera sedang dipakai'],
])('a camera that answers %s is said in plain words, and can be tried again', async (fault, words) => {
  scene.fault = fault;
  const user = await openCamera();
  expect(await screen.findByText(words)).toBeVisible();
  scene.fault = '';
  await user.click(screen.getByRole('button', { name: 'Coba lagi' }));
  expect(await screen.findByText('Gulaku kuning masuk keranjang')).toBeVisible();
});
