import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderNumberOf } from './order.number.js';

describe('An order number', () => {
  it('is the order id’s bits but for its version and its last, in base 32', () => {
    expect(orderNumberOf('00000000-0000-4000-8000-000000000000')).toBe('C-0000-0000-0000');
    expect(orderNumberOf('ffffffff-ffff-4fff-8000-000000000000')).toBe('C-ZZZZ-ZZZZ-ZZZZ');
    expect(orderNumberOf('00001000-0000-5001-8000-000000000000')).toBe('C-0001-0000-0001');
  });

  it('can be said aloud: no I, L, O or U', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(orderNumberOf(id)).toMatch(/^C(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      }),
    );
  });

  it('is not made of what is no UUID', () => {
    expect(() => orderNumberOf('garbage')).toThrow(RangeError);
  });
});
