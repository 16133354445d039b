import { ordersApiClient } from '../simulators/orders-api-client.js';

const PRODUCTS = [
  {
    sku: 'phone-orion',
    name: 'Téléphone Orion 128 Go',
    kind: 'mobile-phone',
    priceExclTaxCents: 41_583,
    ecoContributionCents: 12,
    privateCopyCents: 1400,
  },
  {
    sku: 'tablet-vega',
    name: 'Tablette Vega 11″',
    kind: 'tablet',
    priceExclTaxCents: 33_250,
    ecoContributionCents: 25,
    privateCopyCents: 1200,
  },
  {
    sku: 'laptop-altair',
    name: 'Ordinateur portable Altair 14″',
    kind: 'laptop',
    priceExclTaxCents: 91_583,
    ecoContributionCents: 60,
    privateCopyCents: 0,
  },
  {
    sku: 'headset-lyra',
    name: 'Casque Lyra',
    kind: 'accessory',
    priceExclTaxCents: 6_575,
    ecoContributionCents: 5,
    privateCopyCents: 0,
  },
  {
    sku: 'case-orion',
    name: 'Étui pour Orion',
    kind: 'accessory',
    priceExclTaxCents: 1_658,
    ecoContributionCents: 2,
    privateCopyCents: 0,
  },
  {
    sku: 'deskphone-rigel',
    name: 'Poste fixe Rigel',
    kind: 'landline-phone',
    priceExclTaxCents: 7_908,
    ecoContributionCents: 8,
    privateCopyCents: 0,
  },
] as const;

/** Fills an empty shop with a few products and one customer, so that there is something to order. */
export const loadSampleShop = async (input: {
  readonly ordersApiUrl: string;
  readonly tokenFor: (role: string) => Promise<string>;
}): Promise<void> => {
  const call = ordersApiClient({ url: input.ordersApiUrl, token: await input.tokenFor('operations') });
  for (const { sku, ...product } of PRODUCTS)
    await call('PUT', `/v1/products/${sku}`, { ...product, vatRate: '20', visible: true });
  const plan = { name: 'Forfait Orion Pro', kind: 'mobile-plan', priceExclTaxCents: 2_000 };
  const none = { ecoContributionCents: 0, privateCopyCents: 0 };
  await call('PUT', '/v1/products/plan-orion', { ...plan, ...none, vatRate: '20', visible: true });
  await call('PUT', '/v1/vouchers/BIENVENUE-50', {
    ...{ amountCents: 5_000, validFrom: '2026-01-01T00:00:00Z', validUntil: '2030-01-01T00:00:00Z' },
  });
  await call('PUT', '/v1/customers/acme', {
    businessSpaceId: 'ece-acme',
    companyName: 'ACME Conseil',
    siren: '732829320',
    contactName: 'Camille Martin',
    email: 'camille.martin@acme.example',
  });
};
