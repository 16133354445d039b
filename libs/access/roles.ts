export const ROLES = [
  'shop-front',
  'catalog',
  'warehouse',
  'carrier',
  'customer-service',
  'operations',
  'customer',
] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  'products:write',
  'customers:write',
  'stock:write',
  'orders:write',
  'orders:read',
  'payment-methods:write',
  'cancellations:write',
  'refusals:write',
  'withdrawals:write',
  'returns:write',
  'defects:write',
  'vouchers:write',
  'force-majeure:write',
  'preparations:read',
  'shipments:write',
  'deliveries:write',
  'tracking:read',
  'personal-data:read',
  'operations',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What each role may do (contract.md, "Roles"; P08). */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  'shop-front': ['customers:write', 'orders:write', 'orders:read', 'payment-methods:write', 'cancellations:write'],
  catalog: ['products:write', 'vouchers:write'],
  warehouse: ['stock:write', 'preparations:read', 'shipments:write', 'returns:write', 'orders:read'],
  carrier: ['deliveries:write', 'orders:read'],
  'customer-service': [
    'customers:write',
    'orders:read',
    'cancellations:write',
    'refusals:write',
    'withdrawals:write',
    'returns:write',
    'defects:write',
    'payment-methods:write',
    'personal-data:read',
  ],
  operations: [...SCOPES],
  customer: ['tracking:read'],
};
