import { create } from 'zustand';

/** `ok`: a short high beep · `error`: two low ones · `done`: two tones going up. Each says what the screen shows as well. */
export type Sound = 'ok' | 'error' | 'done';

interface Tone {
  readonly hertz: number;
  /** Seconds from the sound's beginning. */
  readonly at: number;
  readonly lasts: number;
}

const TONES: Readonly<Record<Sound, readonly Tone[]>> = {
  ok: [{ hertz: 1200, at: 0, lasts: 0.06 }],
  error: [
    { hertz: 300, at: 0, lasts: 0.09 },
    { hertz: 300, at: 0.14, lasts: 0.09 },
  ],
  done: [
    { hertz: 880, at: 0, lasts: 0.09 },
    { hertz: 1320, at: 0.1, lasts: 0.14 },
  ],
};

/** Milliseconds of vibration; a wrong scan is felt as two. */
const BUZZES: Readonly<Record<Sound, readonly number[]>> = { ok: [30], error: [30, 60, 30], done: [15] };

const LOUDNESS = 0.25;
/** Seconds in which a tone swells and fades, because one that breaks off clicks. */
const EDGE = 0.008;

const KEY = 'gerai.sound';

interface SoundChoice {
  readonly hasSound: boolean;
  readonly vibrates: boolean;
}

/** Whether this device beeps and vibrates, as localStorage remembers it. On until somebody turns it off. */
export const useSoundChoice = create<SoundChoice>()(() => {
  const off = remembered();
  return { hasSound: !off.includes('sound'), vibrates: !off.includes('vibration') };
});

/** Changes whether this device beeps and vibrates, and remembers it for the next start. */
export function changeSoundChoice(patch: Partial<SoundChoice>): void {
  useSoundChoice.setState(patch);
  const { hasSound, vibrates } = useSoundChoice.getState();
  const off = [...(hasSound ? [] : ['sound']), ...(vibrates ? [] : ['vibration'])];
  try {
    localStorage.setItem(KEY, off.join(' '));
  } catch {
    // Not remembered, and chosen again after the next start.
  }
}

function remembered(): readonly string[] {
  try {
    return (localStorage.getItem(KEY) ?? '').split(' ');
  } catch {
    return [];
  }
}

let context: AudioContext | null = null;

/**
 * Makes the loudspeaker ready at the first touch or key. Browsers let a page sound only after one, and making it ready takes
 * longer than a beep may be late.
 */
export function unlockSound(): void {
  if (navigator.userActivation?.hasBeenActive === true) {
    ready();
    return;
  }
  const unlock = (): void => {
    for (const event of ['pointerdown', 'keydown']) window.removeEventListener(event, unlock, true);
    ready();
  };
  for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, unlock, true);
}

/** Plays a sound and lets the device vibrate, as far as it was wished and the browser can. Never fails. */
export function playSound(sound: Sound): void {
  const { hasSound, vibrates } = useSoundChoice.getState();
  // A browser that a person has not touched yet refuses to vibrate, and says so on its console.
  const isTouched = navigator.userActivation?.hasBeenActive ?? true;
  if (vibrates && isTouched) navigator.vibrate?.([...BUZZES[sound]]);
  if (!hasSound) return;
  const output = ready();
  // While it is suspended its time stands still, and every beep would come at once when it goes on.
  if (output?.state !== 'running') return;
  for (const tone of TONES[sound]) playTone(output, tone);
}

function ready(): AudioContext | null {
  if (typeof AudioContext === 'undefined') return null;
  context ??= new AudioContext({ latencyHint: 'interactive' });
  // The browser suspends it while the tablet sleeps; until it goes on, the screen alone speaks.
  if (context.state === 'suspended') context.resume().catch(() => undefined);
  return context;
}

function playTone(output: AudioContext, { hertz, at, lasts }: Tone): void {
  const from = output.currentTime + at;
  const voice = output.createOscillator();
  const volume = output.createGain();
  voice.frequency.value = hertz;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE);
  volume.gain.setValueAtTime(LOUDNESS, from + lasts - EDGE);
  volume.gain.linearRampToValueAtTime(0, from + lasts);
  voice.connect(volume).connect(output.destination);
  voice.start(from);
  voice.stop(from + lasts);
}
