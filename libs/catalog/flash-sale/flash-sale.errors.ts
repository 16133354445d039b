import { RuleRefused } from '#event-sourcing';

export const flashSaleSoldOut = (sku: string, left: number): RuleRefused =>
  new RuleRefused({
    rule: 'T09',
    code: 'FLASH_SALE_SOLD_OUT',
    article: 'CGV 6',
    message: left === 0 ? `the flash sale of ${sku} is sold out` : `${left} of ${sku} are left in its flash sale`,
  });
