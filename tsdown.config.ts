// Builds ESM and CommonJS with a declaration file for each from the public entry points.
import { defineConfig, Rolldown, type UserConfig } from 'tsdown';

/** Puts the bzip2 thread's code into the bundles as a string: src/archive/bzip2-worker-code.ts says why. */
const inlineWorkerCode: Rolldown.Plugin = {
  name: 'inline-worker-code',
  load: {
    filter: { id: /[\\/]bzip2-worker-code\.ts$/ },
    async handler(id) {
      const worker = await Rolldown.rolldown({ input: id.replace('-code.ts', '.ts'), platform: 'node' });
      const { output } = await worker.generate({ format: 'cjs', minify: true });
      await worker.close();
      return { code: `export const bzip2WorkerCode = ${JSON.stringify(output[0].code)};`, moduleType: 'js' };
    },
  },
};

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
  plugins: [inlineWorkerCode],
  // Jest has no import() in CommonJS.
  outputOptions: (options, format) => (format === 'cjs' ? { ...options, dynamicImportInCjs: false } : options),
});
export default config;
