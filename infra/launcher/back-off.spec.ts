import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('The delay before a process that died is started again', () => {
  it('is short at first, doubles with each death in a row, and stays under 5 s', () => {
    const backOff = new BackOff();
    const delays = Array.from({ length: 7 }, () => backOff.delayAfter(100));
    expect(delays).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('is short again once the process has lived 10 s', () => {
    const backOff = new BackOff();
    backOff.delayAfter(100);
    backOff.delayAfter(9_999);
    expect(backOff.delayAfter(10_000)).toBe(200);
    expect(backOff.delayAfter(100)).toBe(400);
  });
});
