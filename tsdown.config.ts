// Builds ESM and CommonJS with a declaration file for each from the public entry points.
import { defineConfig, type UserConfig } from 'tsdown';

const config: UserConfig = defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: false,
  clean: true,
  fixedExtension: true,
  logLevel: 'error',
});
export default config;
