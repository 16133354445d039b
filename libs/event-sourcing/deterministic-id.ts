import { createHash } from 'node:crypto';

const NAMESPACE = Buffer.from('b1f0a7c2d4e94c6f9a3e5d7081f26c43', 'hex');

/** A UUID version 5 (RFC 9562) of the parts: the same parts give the same id, for ever. */
export const deterministicId = (...parts: readonly (string | number)[]): string => {
  const hash = createHash('sha1').update(NAMESPACE).update(parts.join('\u001f')).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
