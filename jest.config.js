import { readFileSync } from 'node:fs';

const { exclude: _exclude, ...swc } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));

export default {
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/infra', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons', 'import'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The condition `import` holds for what CommonJS requires too: @fastify/helmet would be given the wrong one of two.
    '^helmet$': '<rootDir>/node_modules/helmet/index.cjs',
  },
  transform: { '\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testTimeout: 30_000,
};
