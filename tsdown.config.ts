// Builds ESM and CommonJS with a declaration file for each from the public entry points.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { defineConfig, Rolldown, type UserConfig } from 'tsdown';
import { bundleReportPage } from './.ci/bundle-report-page.ts';

/** Puts the bzip2 thread's code into the bundles as a string: src/archive/bzip2/bzip2-worker-code.ts says why. */
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

/** Puts the page of the report into the command as texts: src/report/page-parts.ts says why. */
const inlineReportPage: Rolldown.Plugin = {
  name: 'inline-report-page',
  load: {
    filter: { id: /[\\/]report[\\/]page-parts\.ts$/ },
    async handler() {
      const parts = await bundleReportPage();
      return { code: `export const pageParts = async () => (${JSON.stringify(parts)});`, moduleType: 'js' };
    },
  },
};

/**
 * Makes expressions with properties of Unicode when they are first used. V8 checks each literal when it compiles a file, in functions
 * that are never called as well, and computes the sets of characters for that.
 */
const lateProperties: Rolldown.Plugin = {
  name: 'late-properties',
  renderChunk(code) {
    const literals: { readonly start: number; readonly end: number; readonly text: string }[] = [];
    new Visitor({
      Literal(node) {
        if (!('regex' in node) || !node.regex.pattern.includes('\\p{')) return;
        const { pattern, flags } = node.regex;
        literals.push({ ...node, text: `new RegExp(${JSON.stringify(pattern)}, "${flags}")` });
      },
    }).visit(parseSync('chunk.mjs', code).program);
    let made = code;
    for (const { start, end, text } of literals.toReversed()) made = made.slice(0, start) + text + made.slice(end);
    return made;
  },
};

/**
 * Writes what is beyond ASCII as escapes. One such character, and Node keeps the whole source at two bytes a character, for
 * as long as the program runs.
 */
const asciiSource: Rolldown.Plugin = {
  name: 'ascii-source',
  generateBundle(_, bundle) {
    for (const output of Object.values(bundle)) {
      if (output.type === 'chunk' && /\.[cm]js$/.test(output.fileName)) output.code = inAscii(output.code);
    }
  },
};

function inAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly engines: { readonly node: string } };
const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);

/**
 * The first statement: it tells an older Node by one sentence. What such a Node lacks must not end the program before: a missing name
 * in an import is a syntax error of the importer, so what is new in `node:zlib` is reached by its default export.
 */
const requiredNode = `(function (version) {
  if (!version) return;
  var parts = version.split('.').map(Number);
  if (parts[0] > ${major} || (parts[0] === ${major} && parts[1] >= ${minor})) return;
  var error = new Error('laketrace needs Node.js ${major}.${minor} or newer, and this is Node.js ' + version + '.');
  error.stack = 'Error: ' + error.message;
  throw error;
})(globalThis.process && globalThis.process.versions && globalThis.process.versions.node);`;

/**
 * Taken from Node's modules, as the globals of these names are not there in every realm (`node:vm`, Jest's jsdom environment), and
 * those of fake timers would keep records from being written.
 */
const fromModules: Record<string, [string, string]> = {
  Buffer: ['node:buffer', 'Buffer'],
  process: ['node:process', 'default'],
  performance: ['node:perf_hooks', 'performance'],
  TextDecoder: ['node:util', 'TextDecoder'],
  TextEncoder: ['node:util', 'TextEncoder'],
  ...Object.fromEntries(
    ['Immediate', 'Interval', 'Timeout']
      .flatMap((what) => [`set${what}`, `clear${what}`])
      .map((name) => [name, ['node:timers', name]] as const),
  ),
};

/**
 * What `import 'laketrace'` evaluates, in two files: each costs a start a search, a read and a link. In one, the compiler takes 5 MB more
 * at its peak.
 */
const filesAtImport: Rolldown.CodeSplittingGroup[] = [
  {
    name: (id, context) => (isAtImport(id, context) && /[\\/]src[\\/]redaction[\\/]/.test(id) ? 'redaction' : null),
    priority: 2,
  },
  { name: (id, context) => (isAtImport(id, context) ? 'laketrace' : null), priority: 1 },
];

function isAtImport(id: string, context: Rolldown.ChunkingContext): boolean {
  modulesAtImport ??= importedBy(resolve('src/index.ts'), context);
  return modulesAtImport.has(id);
}

let modulesAtImport: Set<string> | undefined;

function importedBy(id: string, context: Rolldown.ChunkingContext, found: Set<string> = new Set()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) importedBy(imported, context, found);
  return found;
}

const common: UserConfig = {
  platform: 'node',
  target: 'node22.15',
  sourcemap: false,
  // V8 reads all of a file before its first line runs, comments too, and Node keeps the source. Names and lines stay: stack traces show them.
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
  fixedExtension: true,
  logLevel: 'error',
  plugins: [inlineWorkerCode, inlineReportPage, lateProperties, asciiSource],
  banner: { js: requiredNode },
  inputOptions: { transform: { inject: fromModules } },
};

const config: UserConfig[] = defineConfig([
  {
    ...common,
    entry: ['src/index.ts', 'src/register.ts', 'src/pino.ts', 'src/winston.ts'],
    format: ['esm', 'cjs'],
    dts: true,
    clean: true,
    outputOptions: (options, format) => ({
      ...options,
      comments: { jsdoc: false },
      codeSplitting: { groups: filesAtImport },
      // Jest has no import() in CommonJS.
      ...(format === 'cjs' && { dynamicImportInCjs: false }),
    }),
  },
  // The command apart: what its verbs share with each other would cut `laketrace` itself into many files, which an import then opens.
  {
    ...common,
    entry: { cli: 'src/cli/main.ts' },
    format: 'esm',
    dts: false,
    clean: false,
    minify: { compress: true, mangle: false, codegen: true },
    outputOptions: (options) => ({ ...options, chunkFileNames: 'cli-[name]-[hash].mjs' }),
  },
]);
export default config;
