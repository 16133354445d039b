/** An amount in integer euro cents. */
const amountCents = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;

export const headersSchema = {
  type: 'object',
  required: ['idempotency-key'],
  properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 256 } },
} as const;

export const authorisationSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['merchantReference', 'cardToken', 'amountCents', 'initiator'],
  properties: {
    merchantReference: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
    cardToken: { type: 'string', minLength: 1, maxLength: 256 },
    amountCents,
    initiator: { enum: ['customer', 'merchant'] },
  },
} as const;

export const amountSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['amountCents'],
  properties: { amountCents },
} as const;

/** Nothing, or an empty object. */
export const emptySchema = { type: ['object', 'null'], additionalProperties: false } as const;
