import { useState } from 'react';
import { chooseLanguage } from '../locale/language.ts';
import { useLanguage, useText } from '../locale/use-text.ts';
import { Button } from './button.tsx';

/** Offers the other language by its own name, so that it can be found by someone who can't read this one. */
export function LanguageButton() {
  const text = useText();
  const language = useLanguage();
  const [isMissing, setIsMissing] = useState(false);
  const other = language === 'id' ? 'en' : 'id';
  return (
    <Button
      look="quiet"
      icon="language"
      onClick={() => {
        chooseLanguage(other).then(
          () => setIsMissing(false),
          () => setIsMissing(true),
        );
      }}
    >
      {isMissing ? text.common.languageMissing : <span lang={other}>{text.common.languageNames[other]}</span>}
    </Button>
  );
}
