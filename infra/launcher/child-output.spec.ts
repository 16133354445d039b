import { describe, expect, it } from '@jest/globals';
import { readLine } from './child-output.js';

describe('A line that a process prints', () => {
  it.each([
    ['{"level":50,"msg":"no"}', { text: 'no', level: 50 }],
    ['{"level":40,"msg":"slow","err":{"message":"timeout"}}', { text: 'slow: timeout', level: 40 }],
    ['{"level":50,"msg":"timeout","err":{"message":"timeout"}}', { text: 'timeout', level: 50 }],
    ['{"level":30}', { text: '{"level":30}', level: 30 }],
    ['{"other":1}', { text: '{"other":1}' }],
    ['{broken', { text: '{broken' }],
    ['plain', { text: 'plain' }],
  ])('is read: %s', (line, expected) => {
    expect(readLine(line)).toEqual(expected);
  });
});
