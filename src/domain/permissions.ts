/** Who a person is in the co-operative: kasir, pengelola, pengurus or bendahara, pengawas, dinas. */
export type Role = 'cashier' | 'manager' | 'admin' | 'supervisor' | 'city';

export const ROLES: readonly Role[] = ['cashier', 'manager', 'admin', 'supervisor', 'city'];

/**
 * `yes` may do it; `approval` may do it when a second person of the right role agrees; `limit` up to a limit, above it with
 * approval; `see` may look at it; `no` neither.
 */
export type Permission = 'yes' | 'approval' | 'limit' | 'see' | 'no';

/**
 * ONE table of who may do what (`trust` 3). Acts are added with the issue that brings them; tests are generated from it.
 */
const TABLE = {
  'sale.record': { cashier: 'yes', manager: 'yes', admin: 'no', supervisor: 'no', city: 'no' },
  'sale.void': { cashier: 'limit', manager: 'approval', admin: 'see', supervisor: 'see', city: 'no' },
  'receipt.reprint': { cashier: 'yes', manager: 'yes', admin: 'no', supervisor: 'no', city: 'no' },
  'shift.open': { cashier: 'yes', manager: 'yes', admin: 'no', supervisor: 'no', city: 'no' },
  'shift.close': { cashier: 'yes', manager: 'yes', admin: 'see', supervisor: 'see', city: 'see' },
  'master.import': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
  'device.enrol': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
  'stock.open': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
  'member.register': { cashier: 'yes', manager: 'yes', admin: 'yes', supervisor: 'no', city: 'no' },
  // A credit limit stands in the same row, so a member's row is not a cashier's to change.
  'member.change': { cashier: 'no', manager: 'yes', admin: 'yes', supervisor: 'see', city: 'no' },
  'product.register': { cashier: 'no', manager: 'yes', admin: 'yes', supervisor: 'see', city: 'no' },
  'product.change': { cashier: 'no', manager: 'yes', admin: 'yes', supervisor: 'see', city: 'no' },
  // The manager's limit is the ceiling of the goods (HET): above it nobody may sell, so nobody may price.
  'price.change': { cashier: 'no', manager: 'limit', admin: 'yes', supervisor: 'see', city: 'no' },
  'office.enter': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'yes', city: 'no' },
  'books.read': { cashier: 'no', manager: 'no', admin: 'see', supervisor: 'see', city: 'no' },
  'people.change': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
  'device.revoke': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
  'outlet.change': { cashier: 'no', manager: 'no', admin: 'yes', supervisor: 'no', city: 'no' },
} as const satisfies Record<string, Record<Role, Permission>>;

export type Act = keyof typeof TABLE;

export const ACTS: readonly Act[] = Object.keys(TABLE).filter(isAct);

function isAct(name: string): name is Act {
  return Object.hasOwn(TABLE, name);
}

/** What a role may do about an act. */
export function permissionOf(act: Act, role: Role): Permission {
  return TABLE[act][role];
}

/** True when the role may do the act, alone or with an approval. */
export function mayDo(act: Act, role: Role): boolean {
  const permission = permissionOf(act, role);
  return permission === 'yes' || permission === 'limit' || permission === 'approval';
}

/** The roles that can sign in at a till, because a till knows acts only for them. */
export function standsAtTill(role: Role): boolean {
  return permissionOf('sale.record', role) === 'yes';
}
