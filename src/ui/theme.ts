import { create } from 'zustand';

export type Theme = 'system' | 'light' | 'dark';
export type TextSize = 'normal' | 'large' | 'largest';

const THEME_KEY = 'gerai.theme';
const TEXT_SIZE_KEY = 'gerai.text-size';

interface LookState {
  readonly theme: Theme;
  readonly textSize: TextSize;
}

/** How this device looks. Mirrors two localStorage entries and two attributes of the html element. */
export const useLook = create<LookState>()(() => ({ theme: 'system', textSize: 'normal' }));

/** Reads the remembered look and shows it; called before the first drawing, so that nothing flashes. */
export function applyRememberedLook(): void {
  const theme = remembered(THEME_KEY);
  const textSize = remembered(TEXT_SIZE_KEY);
  show({
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    textSize: textSize === 'large' || textSize === 'largest' ? textSize : 'normal',
  });
}

/** Chooses light, dark, or what the device says. */
export function chooseTheme(theme: Theme): void {
  remember(THEME_KEY, theme);
  show({ ...useLook.getState(), theme });
}

/** Chooses how large words are: 100, 112 or 125 %. */
export function chooseTextSize(textSize: TextSize): void {
  remember(TEXT_SIZE_KEY, textSize);
  show({ ...useLook.getState(), textSize });
}

function show(look: LookState): void {
  const { dataset } = document.documentElement;
  if (look.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = look.theme;
  dataset['textSize'] = look.textSize;
  useLook.setState(look);
}

function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser that forbids localStorage shows the device's own look.
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Not remembered, and chosen again after the next start.
  }
}
