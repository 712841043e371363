import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { chooseLanguage, rememberedLanguage } from '../../src/locale/language.ts';
import { useText } from '../../src/locale/use-text.ts';
import { LanguageButton } from '../../src/ui/language-button.tsx';

function Greeting() {
  const text = useText();
  return <p>{text.signIn.lead}</p>;
}

beforeEach(async () => {
  localStorage.clear();
  await chooseLanguage('id');
});

test('Indonesian is spoken until another language is chosen', () => {
  localStorage.clear();
  expect(rememberedLanguage()).toBe('id');
});

test('whoever uses words is drawn anew when the language changes', async () => {
  render(
    <>
      <Greeting />
      <LanguageButton />
    </>,
  );
  expect(screen.getByText('Pilih nama Anda.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'English' }));
  expect(await screen.findByText('Choose your name.')).toBeVisible();
});

test('the choice is remembered for the next start', async () => {
  await chooseLanguage('en');
  expect(rememberedLanguage()).toBe('en');
});

test('something else in the memory counts as Indonesian', () => {
  localStorage.setItem('gerai.language', 'fr');
  expect(rememberedLanguage()).toBe('id');
});
