import { useLocation } from 'wouter';
import { useText } from '../locale/use-text.ts';
import { signOut } from '../session/sign-in.ts';
import { Button } from '../ui/button.tsx';

/** Leaves the till to another person; the shift and the cart stay. */
export function SwitchCashier() {
  const text = useText();
  const [, navigate] = useLocation();
  const leave = () => {
    signOut();
    navigate('/sign-in');
  };
  return (
    <Button look="quiet" icon="signOut" onClick={leave}>
      {text.header.switchCashier}
    </Button>
  );
}
