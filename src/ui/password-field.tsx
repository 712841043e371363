import { useState, type ComponentProps, type KeyboardEvent } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';

interface PasswordFieldProps extends Omit<ComponentProps<typeof Field>, 'type' | 'trailing'> {
  readonly words: { readonly show: string; readonly hide: string; readonly capsLock: string };
}

/** A password that can be looked at and pasted, and that says when Caps Lock is on. */
export function PasswordField({ words, hint, ...field }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const [isCapital, setIsCapital] = useState(false);
  const listen = (event: KeyboardEvent) => setIsCapital(event.getModifierState('CapsLock'));
  return (
    <Field
      {...field}
      hint={isCapital ? words.capsLock : hint}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      onKeyDown={listen}
      onKeyUp={listen}
      trailing={
        <Button
          look="quiet"
          aria-label={`${isShown ? words.hide : words.show}: ${field.label}`}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? words.hide : words.show}
        </Button>
      }
    />
  );
}
