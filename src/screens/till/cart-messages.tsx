import { useCartWarnings } from '../../actions/amount-due.ts';
import { forgetUndo, undoRemoval, useCart } from '../../actions/edit-cart.ts';
import { useWorkplace } from '../../actions/workplace.ts';
import { useAllText } from '../../locale/use-all-text.ts';
import { useCatalogue } from '../../storage/replica/catalogue.ts';
import { Notice } from '../../ui/notice.tsx';
import { Toast } from '../../ui/toast.tsx';
import { openParked } from './parked-acts.ts';
import { PayNotice } from './pay-notice.tsx';
import { patchTill, useTill } from './till-store.ts';

/** What stands between the lines and the total: warnings, a refusal, what can be taken back. */
export function CartMessages() {
  return (
    <>
      <CartWarnings />
      <PayNotice />
      <ParkedToast />
      <CartUndo />
    </>
  );
}

/** Rules that let the sale pass and leave a mark on it. */
function CartWarnings() {
  const text = useAllText();
  const warnings = useCartWarnings();
  const lines = useCart((state) => state.cart.lines);
  const rules = useCatalogue((catalogue) => catalogue.rules);
  return warnings.map((breach) => {
    const touched = rules.find((rule) => rule.id === breach.ruleId)?.appliesTo ?? [];
    const product = lines.find(
      (line) => touched.includes(line.product.id) || touched.includes(line.product.programme ?? ''),
    )?.product;
    return (
      <Notice key={breach.ruleId} tone="warn">
        {text.till.ruleWarning({ name: product?.name ?? breach.ruleId })}
      </Notice>
    );
  });
}

/** A cart that was just set aside comes back with one tap. */
function ParkedToast() {
  const text = useAllText();
  const workplace = useWorkplace();
  const notice = useTill((till) => till.notice);
  if (notice?.kind !== 'parked') return null;
  return (
    <Toast
      key={notice.cartId}
      message={text.parked.done}
      actionLabel={text.common.undo}
      onAction={() => void openParked(workplace, notice.cartId)}
      onExpire={() => patchTill({ notice: null })}
    />
  );
}

function CartUndo() {
  const text = useAllText();
  const workplace = useWorkplace();
  const undo = useCart((state) => state.undo);
  if (undo === null) return null;
  const isLine = 'line' in undo;
  return (
    <Toast
      key={isLine ? undo.line.lineId : undo.cart.cartId}
      message={isLine ? text.cart.removed({ name: undo.line.product.name }) : text.cart.cleared}
      actionLabel={text.common.undo}
      onAction={() => undoRemoval(workplace)}
      onExpire={forgetUndo}
    />
  );
}
