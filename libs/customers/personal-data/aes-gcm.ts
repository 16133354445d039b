import { type KeyObject, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const TAG_BYTES = 16;

/**
 * AES-256-GCM: `v1.<iv>.<ciphertext and tag>`, base64url. `about` is authenticated with it: it opens nowhere else. The key
 * is an object, since a buffer would be made into one at every use, which costs more than the sealing.
 */
export const seal = (key: KeyObject, plain: Buffer, about: string): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${iv.toString('base64url')}.${sealed.toString('base64url')}`;
};

/** @throws if the text was changed, belongs elsewhere, or was sealed under another key. */
export const open = (key: KeyObject, sealed: string, about: string): Buffer => {
  const [version, iv, body] = sealed.split('.');
  if (version !== VERSION || !iv || !body) throw new Error('this is not a sealed text of version v1');
  const bytes = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
};
