import { Dialog } from '../../ui/dialog.tsx';
import { useAllText } from '../../locale/use-all-text.ts';
import { CartPanel } from './cart-panel.tsx';
import { CameraDialog } from './camera-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { ParkedDialog } from './parked-dialog.tsx';
import { PayDialog } from './pay-dialog.tsx';
import { patchTill, useTill } from './till-store.ts';
import { WeighDialog } from './weigh-dialog.tsx';
import styles from './till-screen.module.css';

/** What lies over the till: at most one sheet at a time. */
export function TillSheets() {
  const text = useAllText();
  const sheet = useTill((till) => till.sheet);
  switch (sheet.kind) {
    case 'none':
      return null;
    case 'cart':
      return (
        <Dialog title={text.cart.title} onClose={() => patchTill({ sheet: { kind: 'none' } })} isBare>
          <div className={styles.sheet}>
            <CartPanel isSheet />
          </div>
        </Dialog>
      );
    case 'weigh':
      return <WeighDialog key={sheet.item.product.id} item={sheet.item} lineId={sheet.lineId} />;
    case 'pay':
      return <PayDialog />;
    case 'camera':
      return <CameraDialog />;
    case 'parked':
      return <ParkedDialog />;
    case 'keys':
      return <KeysDialog />;
  }
}
