import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { rememberingVerifier } from './remembering-verifier.js';
import { Unauthenticated, developmentKey, developmentVerifier, issueToken } from './tokens.js';

describe('Tokens that were found good', () => {
  const folder = mkdtempSync(join(tmpdir(), 'complet-access-'));
  const tokenFor = async (ttl: string) => issueToken(await developmentKey(folder), { role: 'shop-front', ttl });
  const counting = async () => {
    const checking = await developmentVerifier(folder);
    const checked = jest.fn((token: string) => checking.verify(token));
    return { checked, verifier: rememberingVerifier({ verify: checked }) };
  };
  afterEach(() => void jest.useRealTimers());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are checked once a minute, and say the same', async () => {
    const { checked, verifier } = await counting();
    const token = await tokenFor('1h');
    const caller = await verifier.verify(token);
    expect(await verifier.verify(token)).toEqual(caller);
    expect(checked).toHaveBeenCalledTimes(1);
    jest.useFakeTimers({ now: Date.now() + 61_000 });
    await verifier.verify(token);
    expect(checked).toHaveBeenCalledTimes(2);
  });

  it('are good until they lapse, and no longer', async () => {
    const { verifier } = await counting();
    const token = await tokenFor('10s');
    await verifier.verify(token);
    jest.useFakeTimers({ now: Date.now() + 11_000 });
    await expect(verifier.verify(token)).rejects.toThrow(Unauthenticated);
  });

  it('make no other token good', async () => {
    const { verifier } = await counting();
    const token = await tokenFor('1h');
    await verifier.verify(token);
    await expect(verifier.verify(`${token.slice(0, -4)}AAAA`)).rejects.toThrow(Unauthenticated);
  });
});
