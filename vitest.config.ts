// Unit tests run from the sources; end-to-end tests run the packed package under each OpenTelemetry SDK line.
import { readdirSync } from 'node:fs';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const lines = readdirSync('test/e2e/lines');

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // `test/e2e/prepare.ts` lays these folders down.
      ...lines.map((line) => ({
        root: `.cache/e2e/${line}`,
        test: { name: line, include: ['tests/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      })),
    ],
  },
});
export default config;
