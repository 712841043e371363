import { expect, test } from 'vitest';
import { systemClock } from '../../src/device/clock.ts';
import { isVisible, onOnline, onVisible } from '../../src/device/connectivity.ts';
import { setDeviceMark } from '../../src/device/late-marks.ts';
import { readDeviceMark } from '../../src/device/marks.ts';
import { systemRandom } from '../../src/device/random.ts';
import { askPersistence, usePersistence } from '../../src/device/storage-health.ts';

test('the clock that nobody can set counts whole milliseconds up', async () => {
  const before = systemClock.mono();
  await new Promise<void>((resolve) => systemClock.setTimer(20, resolve));
  const after = systemClock.mono();
  expect(Number.isSafeInteger(before) && Number.isSafeInteger(after)).toBe(true);
  expect(after - before).toBeGreaterThanOrEqual(19);
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
});

test('a timer that was called off does not ring', async () => {
  let rings = 0;
  const callOff = systemClock.setTimer(5, () => (rings += 1));
  callOff();
  await new Promise<void>((resolve) => systemClock.setTimer(30, resolve));
  expect(rings).toBe(0);
});

test('random bytes are as many as asked, and others each time', () => {
  expect(systemRandom.bytes(16)).toHaveLength(16);
  expect([...systemRandom.bytes(16)]).not.toEqual([...systemRandom.bytes(16)]);
});

test('the return of the network and of the page is heard until nobody listens', () => {
  const heard: string[] = [];
  const stops = [onOnline(() => heard.push('online')), onVisible(() => heard.push('visible'))];
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toEqual(isVisible() ? ['online', 'visible'] : ['online']);
  for (const stop of stops) stop();
  window.dispatchEvent(new Event('online'));
  expect(heard.filter((one) => one === 'online')).toHaveLength(1);
});

test('the mark of the device is read as it was set', () => {
  expect(readDeviceMark()).toBeNull();
  expect(setDeviceMark('device-1')).toBe(true);
  expect(readDeviceMark()).toBe('device-1');
  localStorage.clear();
});

test('the answer to the wish for lasting storage is kept for the screens', async () => {
  const answer = await askPersistence();
  expect(['granted', 'refused', 'unsupported']).toContain(answer);
  expect(usePersistence.getState().answer).toBe(answer);
});
