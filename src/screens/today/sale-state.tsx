import { useAllText } from '../../locale/use-all-text.ts';
import type { OwnSale } from '../../storage/ledger/own-sales.ts';
import { Pill } from '../../ui/pill.tsx';

/** How far a sale has come: on this device, on the server, or waiting for a person. */
export function SaleState({ state }: { readonly state: OwnSale['state'] }) {
  const text = useAllText();
  switch (state) {
    case 'saved':
      return <Pill tone="plain" icon="device" label={text.today.saved} />;
    case 'sent':
      return <Pill tone="ok" icon="cloudCheck" label={text.today.sent} />;
    case 'action-needed':
      return <Pill tone="danger" icon="warning" label={text.today.check} />;
  }
}
