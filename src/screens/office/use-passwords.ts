import { useState } from 'react';
import { useOfficeText } from '../../locale/use-office-text.ts';
import { PASSWORD_LENGTH_MIN } from '../../sync/office-session.ts';

/** A new password typed twice, and what is wrong with it once somebody asked. */
export function useNewPassword() {
  const words = useOfficeText().password;
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const isShort = next.length < PASSWORD_LENGTH_MIN;
  const isSame = next === again;
  return {
    next,
    again,
    setNext,
    setAgain,
    nextError: isAsked && isShort ? words.tooShort : undefined,
    againError: isAsked && !isShort && !isSame ? words.differ : undefined,
    /** True when it may be sent; from now on the fields say what is wrong. */
    check: () => {
      setIsAsked(true);
      return !isShort && isSame;
    },
  };
}
