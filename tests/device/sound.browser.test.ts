import { beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { changeSoundChoice, playSound, unlockSound, useSoundChoice } from '../../src/device/sound.ts';

interface Beep {
  readonly hertz: number;
  readonly lastsMs: number;
}

const beeps: Beep[] = [];
const buzzes: number[][] = [];
const starts = new WeakMap<OscillatorNode, number>();

// Real Web Audio; only what it was told is written down on the way to the loudspeaker, which no test has.
const { start, stop } = AudioScheduledSourceNode.prototype;
OscillatorNode.prototype.start = function (this: OscillatorNode, when = 0) {
  starts.set(this, when);
  start.call(this, when);
};
OscillatorNode.prototype.stop = function (this: OscillatorNode, when = 0) {
  beeps.push({
    hertz: this.frequency.value,
    lastsMs: Math.round((when - (starts.get(this) ?? 0)) * 1000),
  });
  stop.call(this, when);
};
Object.defineProperty(navigator, 'vibrate', {
  value: (pattern: number[]) => {
    buzzes.push(pattern);
    return true;
  },
});

beforeEach(async () => {
  changeSoundChoice({ hasSound: true, vibrates: true });
  unlockSound();
  await userEvent.click(document.body);
  await vi.waitUntil(() => {
    playSound('ok');
    return beeps.length > 0;
  });
  beeps.length = 0;
  buzzes.length = 0;
});

test('a good scan is one short high beep and one short buzz', () => {
  playSound('ok');
  expect(beeps).toEqual([{ hertz: 1200, lastsMs: 60 }]);
  expect(buzzes).toEqual([[30]]);
});

test('a wrong scan is two low beeps, and two buzzes for who can’t hear them', () => {
  playSound('error');
  expect(beeps).toEqual([
    { hertz: 300, lastsMs: 90 },
    { hertz: 300, lastsMs: 90 },
  ]);
  expect(buzzes).toEqual([[30, 60, 30]]);
});

test('a finished sale is two tones that go up', () => {
  playSound('done');
  const [low, high] = beeps;
  expect(high?.hertz).toBeGreaterThan(low?.hertz ?? Infinity);
  expect(beeps).toHaveLength(2);
});

test('sound and vibration are turned off each on its own, and stay off after a restart', () => {
  changeSoundChoice({ hasSound: false });
  playSound('ok');
  expect([beeps.length, buzzes.length]).toEqual([0, 1]);
  changeSoundChoice({ hasSound: true, vibrates: false });
  playSound('ok');
  expect([beeps.length, buzzes.length]).toEqual([1, 1]);
  expect(localStorage.getItem('gerai.sound')).toBe('vibration');
  expect(useSoundChoice.getState()).toEqual({ hasSound: true, vibrates: false });
});
