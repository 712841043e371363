import type { Totals } from './chain.ts';
import type { OutletFace, Staff } from './coop.ts';
import type { Payment } from './payment.ts';
import type { PriceTier, PriceVersion } from './price.ts';
import type { Member } from './member.ts';
import type { Role } from './permissions.ts';
import type { Product } from './product.ts';
import type { RuleBreach } from './sale-rule.ts';
import type { Rupiah } from './money.ts';
import type { Milli } from './quantity.ts';
import type { Move } from './stock.ts';
import type { BusinessDate, TimeZone } from './time.ts';

/** The version of body shapes this code writes. A newer one is held by an older server, never refused. */
export const BODY_VERSION = 1;

/** What the clocks said. Time is evidence, never a key, an order or a cursor. */
export interface ClockReading {
  /** How often this device has started, so that `mono` of one start is not compared with another's. */
  readonly boot: number;
  /** Milliseconds since the program started, from a clock nobody can set. */
  readonly mono: number;
  /** The last server time heard, milliseconds since 1970. */
  readonly serverAt?: number | undefined;
  /** Server time minus device time as learnt then. */
  readonly offset?: number | undefined;
}

/** What stands in every body, whatever happened. Integers only; text is NFC. */
export interface FactFrame {
  readonly v: number;
  /** Device clock, milliseconds since 1970. */
  readonly at: number;
  readonly clock: ClockReading;
  readonly tz: TimeZone;
  readonly businessDate: BusinessDate;
  readonly outletId: string;
  readonly actor: { readonly staffId: string; readonly role: Role };
  /** A second person who agreed to an act over a limit. */
  readonly approval?: { readonly staffId: string; readonly role: Role } | undefined;
  /** The build that wrote it. */
  readonly app: string;
  readonly priceVersion: PriceVersion | null;
  readonly totals: Totals;
  readonly moves: readonly Move[];
}

/** One line of a sale as it was sold: names and prices are copied, because catalogues change. */
export interface SaleLine {
  readonly productId: string;
  readonly name: string;
  readonly unit: string;
  readonly soldMilli: Milli;
  readonly milli: Milli;
  readonly priceRupiah: Rupiah;
  readonly tier: PriceTier;
  readonly byAmount: boolean;
  readonly programme: string | null;
  readonly discountRupiah: Rupiah;
  /** After discount. */
  readonly amountRupiah: Rupiah;
}

export interface SaleRecorded extends FactFrame {
  readonly kind: 'sale.recorded';
  /** The label on paper, for example GI-A-000042. Never a key. */
  readonly number: string;
  readonly shiftId: string;
  readonly memberId: string | null;
  readonly openedAt: number;
  readonly lines: readonly SaleLine[];
  readonly goodsRupiah: Rupiah;
  readonly discountRupiah: Rupiah;
  readonly roundingRupiah: Rupiah;
  /** goods − discount + rounding. */
  readonly totalRupiah: Rupiah;
  readonly payments: readonly Payment[];
  readonly breaches: readonly RuleBreach[];
}

export interface ShiftOpened extends FactFrame {
  readonly kind: 'shift.opened';
  readonly floatRupiah: Rupiah;
}

export interface ShiftClosed extends FactFrame {
  readonly kind: 'shift.closed';
  /** The Z report's label on paper. */
  readonly number: string;
  readonly shiftId: string;
  readonly expectedRupiah: Rupiah;
  readonly countedRupiah: Rupiah;
  readonly reason: string;
}

/** A wrong PIN at the till. Who was tried for is the actor; the digits stand nowhere. */
export interface PinFailed extends FactFrame {
  readonly kind: 'pin.failed';
  readonly failures: number;
}

/** Opening stock, from an import. Parts of one document share its id. */
export interface StockOpened extends FactFrame {
  readonly kind: 'stock.opened';
  readonly documentId: string;
  readonly part: number;
  readonly parts: number;
}

/** Master rows that an import brought: the whole row, as it was accepted. */
export interface MasterImported extends FactFrame {
  readonly kind: 'master.imported';
  readonly documentId: string;
  readonly part: number;
  readonly parts: number;
  readonly entity: MasterEntity;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface DeviceEnrolled extends FactFrame {
  readonly kind: 'device.enrolled';
  readonly deviceId: string;
  readonly name: string;
  readonly series: string;
}

/** The books were put back from a backup. What stood after it comes again from the devices, where they still have it. */
export interface ServerRestored extends FactFrame {
  readonly kind: 'server.restored';
  /** When the backup was made, server time, milliseconds since 1970. */
  readonly backupMadeAt: number;
  /** The server's generation as it stands in the backup. */
  readonly formerGen: string;
  /** The server's public key from here on: checkpoints of later generations are signed with it. */
  readonly serverKey: string;
}

/** A person joined. The device makes the id, so that the member can buy before the server has heard of them. */
export interface MemberRegistered extends FactFrame {
  readonly kind: 'member.registered';
  readonly member: Member;
}

/**
 * A member's row as it is from now on, whole, columns that this program does not know included. `seenSeq` is the counter of
 * the row it was made from, in the generation of `priceVersion`; null when the server had not sent that row yet.
 */
export interface MemberChanged extends FactFrame {
  readonly kind: 'member.changed';
  readonly member: Member;
  readonly seenSeq: number | null;
}

/** New goods with their first retail price, in force from `at` on as the server's clock has it. */
export interface ProductRegistered extends FactFrame {
  readonly kind: 'product.registered';
  readonly product: Product;
  readonly priceRupiah: Rupiah;
  /** Milliseconds since 1970. */
  readonly effectiveFrom: number;
}

/** A product's row as it is from now on, whole; `seenSeq` as in {@link MemberChanged}. */
export interface ProductChanged extends FactFrame {
  readonly kind: 'product.changed';
  readonly product: Product;
  readonly seenSeq: number | null;
}

/** A price from an instant on. The price before it stays, because sales were made at it. */
export interface PriceChanged extends FactFrame {
  readonly kind: 'price.changed';
  readonly productId: string;
  readonly tier: PriceTier;
  readonly priceRupiah: Rupiah;
  /** Milliseconds since 1970. */
  readonly effectiveFrom: number;
  /** The price of this tier that would have held then, as whoever changed it saw; null when there was none. */
  readonly previousRupiah: Rupiah | null;
  readonly reason: string;
}

/** An admin took a person's PIN away and started a new one. The code stands nowhere. */
export interface PinReset extends FactFrame {
  readonly kind: 'pin.reset';
  readonly staffId: string;
}

/** A person set the own PIN with a start code, at a device. Neither digits nor their hash are in it. */
export interface PinSet extends FactFrame {
  readonly kind: 'pin.set';
  readonly staffId: string;
  readonly deviceId: string;
}

/** Somebody was added to the people of the co-operative, or is another from now on. A PIN stands in no fact. */
export interface PersonChanged extends FactFrame {
  readonly kind: 'person.changed';
  readonly person: Staff;
}

/** Somebody was asked to choose a password for an office account. The code stands nowhere. */
export interface AccountInvited extends FactFrame {
  readonly kind: 'account.invited';
  readonly staffId: string;
  readonly account: string;
}

/** A device may only hand over what it holds from now on, into quarantine. */
export interface DeviceRevoked extends FactFrame {
  readonly kind: 'device.revoked';
  readonly deviceId: string;
  readonly reason: string;
}

/** A revoked device may sell again. What it handed over meanwhile stays in quarantine. */
export interface DeviceReinstated extends FactFrame {
  readonly kind: 'device.reinstated';
  readonly deviceId: string;
  readonly reason: string;
}

/** What an outlet is called and what stands on its receipts. Code, zone and places never change. */
export interface OutletChanged extends FactFrame {
  readonly kind: 'outlet.changed';
  readonly outlet: OutletFace;
}

/** Row kinds that the office owns. */
export type MasterEntity = 'coop' | 'outlet' | 'product' | 'price' | 'rule' | 'member' | 'staff';

/** All that can happen, past tense, immutable. A correction is a new fact that points at the old one. */
export type Fact =
  | SaleRecorded
  | ShiftOpened
  | ShiftClosed
  | PinFailed
  | StockOpened
  | MasterImported
  | DeviceEnrolled
  | ServerRestored
  | MemberRegistered
  | MemberChanged
  | ProductRegistered
  | ProductChanged
  | PriceChanged
  | PinReset
  | PinSet
  | PersonChanged
  | AccountInvited
  | DeviceRevoked
  | DeviceReinstated
  | OutletChanged;

export type FactKind = Fact['kind'];
