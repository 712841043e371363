import type { Role } from './permissions.ts';
import type { TimeZone } from './time.ts';

/** The co-operative itself. */
export interface Coop {
  readonly id: string;
  readonly name: string;
  /** The coin step a cash total is rounded to; coins below Rp100 are practically gone (`domain-facts` 5.2). */
  readonly cashStepRupiah: number;
}

/** One shop of the co-operative with its places: the gerai it sells from and the gudang behind it. */
export interface Outlet {
  readonly id: string;
  /** 2–4 capitals, unique in the co-operative, the first part of every number on paper. */
  readonly code: string;
  readonly name: string;
  /** Printed under the name on a receipt, for example "Kel. Graha Indah, Balikpapan". */
  readonly address: string;
  readonly zone: TimeZone;
  readonly places: readonly Place[];
  /** Lines above every receipt, under name and address; absent in rows of before. */
  readonly receiptHead?: readonly string[] | undefined;
  /** The line below every receipt; absent in rows of before. */
  readonly receiptFoot?: string | undefined;
}

/** The part of an outlet that the office may change. */
export interface OutletFace {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly receiptHead: readonly string[];
  readonly receiptFoot: string;
}

/** Where stock lies. Ids are unique in the co-operative. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly kind: 'gerai' | 'gudang';
}

/** A person who works with Gerai. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly isActive: boolean;
}

/** The place an outlet sells from. */
export function sellingPlace(outlet: Outlet): Place | undefined {
  return outlet.places.find((place) => place.kind === 'gerai');
}
