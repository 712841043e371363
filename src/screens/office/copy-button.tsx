import { useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { Button } from '../../ui/button.tsx';

/** Puts a text on the clipboard and says so. Where the browser forbids it, the text stands there to be marked by hand. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { form } = useOfficeText();
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };
  return (
    <span aria-live="polite">
      <Button icon={isCopied ? 'check' : undefined} onClick={copy}>
        {isCopied ? form.copied : (label ?? form.copy)}
      </Button>
    </span>
  );
}
