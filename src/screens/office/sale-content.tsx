import type { SaleRecorded } from '#domain/facts.ts';
import { formatMilli, formatRupiah } from '../../locale/format.ts';
import { useOfficeText } from '../../locale/use-office-text.ts';
import styles from './fact-panel.module.css';

/** Lines and payments of a sale, read from its own bytes. */
export function SaleContent({ sale }: { readonly sale: SaleRecorded }) {
  const office = useOfficeText();
  const words = office.fact;
  return (
    <section className={styles.part}>
      <h3>{words.receipt}</h3>
      <table className={styles.lines}>
        <thead className={styles.unseen}>
          <tr>
            <th scope="col">{words.goods}</th>
            <th scope="col">{words.total}</th>
          </tr>
        </thead>
        <tbody>
          {sale.lines.map((line, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the lines of a recorded sale never move, and may repeat.
            <tr key={index}>
              <td>
                {line.name}
                <span className={styles.aside}>
                  {formatMilli(line.soldMilli)} {line.unit} × {formatRupiah(line.priceRupiah)}
                </span>
              </td>
              <td className={styles.amount}>{formatRupiah(line.amountRupiah)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sale.discountRupiah !== 0 && <Sum label={words.discount} amount={-sale.discountRupiah} />}
          {sale.roundingRupiah !== 0 && <Sum label={words.rounding} amount={sale.roundingRupiah} />}
          <Sum label={words.total} amount={sale.totalRupiah} isStrong />
          {sale.payments.map((payment, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- as above.
            <PaymentRows key={index} payment={payment} />
          ))}
        </tfoot>
      </table>
    </section>
  );
}

function PaymentRows({ payment }: { readonly payment: SaleRecorded['payments'][number] }) {
  const office = useOfficeText();
  const method = office.sales.methods[payment.method];
  if (payment.method !== 'cash') return <Sum label={method} amount={payment.amountRupiah} />;
  return (
    <>
      <Sum label={`${method} · ${office.fact.tendered}`} amount={payment.tenderedRupiah} />
      {payment.changeRupiah !== 0 && <Sum label={office.fact.change} amount={payment.changeRupiah} />}
    </>
  );
}

interface SumProps {
  readonly label: string;
  readonly amount: number;
  readonly isStrong?: boolean | undefined;
}

function Sum({ label, amount, isStrong }: SumProps) {
  return (
    <tr className={isStrong ? styles.strong : undefined}>
      <td>{label}</td>
      <td className={styles.amount}>{formatRupiah(amount)}</td>
    </tr>
  );
}
