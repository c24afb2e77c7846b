// Checks the packed package: its file list, its exports and its types, as the registry would hand it to a user.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const EXPECTED =
  /^(?:dist\/[\w.-]+\.(?:mjs|cjs|d\.mts|d\.cts)|package\.json|docs\/(?:[\w.-]+\.(?:md|png)|performance\.(?:json|svg))|collector-config\/(?:destinations\/|recipes\/)?[\w.-]+\.(?:yaml|md|sh|service|Dockerfile)|examples\/(?:README\.md|[\w-]+\/[\w.-]+\.(?:ts|mjs|log|py|sql|json|yaml|md))|README\.md|CHANGELOG\.md|LICENSE)$/;
const REQUIRED = [
  ...['index', 'register', 'pino', 'winston'].flatMap((name) =>
    ['mjs', 'cjs', 'd.mts', 'd.cts'].map((extension) => `dist/${name}.${extension}`),
  ),
  'dist/cli.mjs',
  'README.md',
  'docs/files.md',
  'docs/performance.md',
  'docs/performance.svg',
  'docs/report.png',
  'collector-config/agent.yaml',
  'collector-config/gateway.yaml',
  'collector-config/destinations/kafka.yaml',
  'collector-config/recipes/start-gateway.sh',
  'LICENSE',
];

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * What `import 'laketrace'` reads and evaluates: all of it is compiled before the program's first line. Where it grows, load the new
 * part when it is used, or give it an entry of its own, as `laketrace/register` has; else raise the limit knowingly.
 */
const MOST_BYTES_AT_IMPORT = 1_100_000;
const PACKAGES_AT_IMPORT = ['@opentelemetry/api'];
/** Its entry, what that evaluates in two parts, and the bundler's own. */
const MOST_FILES_AT_IMPORT = 4;
/** Modules of Node that cost a start more than others and are needed by few programs: `process.getBuiltinModule` has them. */
const LATE_MODULES =
  /^import [^;]*?from "node:(?:zlib|v8|vm|module|http|https|child_process|fs\/promises|readline)";$/m;
/** V8 computes such a set when it compiles the file, wherever the literal stands. */
const PROPERTY_LITERAL = /^(?!\s*(?:\*|\/[*/])).*(?<!")\/[^/"\n]*\\p\{[^/"\n]*\/[a-z]*u/m;

/** The files of the package that an entry imports, itself included, and the packages, without Node's own modules. */
function importedBy(entry: string, files: Set<string> = new Set()): { files: Set<string>; packages: Set<string> } {
  const packages = new Set<string>();
  files.add(entry);
  const code = readFileSync(join(root, 'dist', entry), 'utf8');
  for (const [, from = ''] of code.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";$/gm)) {
    const file = from.startsWith('./') ? from.slice(2) : undefined;
    if (file === undefined && !from.startsWith('node:')) packages.add(from);
    if (file !== undefined && !files.has(file)) for (const name of importedBy(file, files).packages) packages.add(name);
  }
  return { files, packages };
}

function checkImport(): void {
  const { files, packages } = importedBy('index.mjs');
  const sources = [...files].map((file) => readFileSync(join(root, 'dist', file), 'utf8'));
  const bytes = sources.reduce((sum, source) => sum + source.length, 0);
  console.log(`import 'laketrace' reads ${files.size} files, ${Math.round(bytes / 1024)} KiB, and ${[...packages]}`);
  if (bytes > MOST_BYTES_AT_IMPORT) throw new Error(`import 'laketrace' reads ${bytes} bytes`);
  if (files.size > MOST_FILES_AT_IMPORT) throw new Error(`import 'laketrace' reads ${[...files].join(', ')}`);
  for (const early of [LATE_MODULES, PROPERTY_LITERAL]) {
    const found = sources.map((source) => early.exec(source)?.[0]).find((text) => text !== undefined);
    if (found !== undefined) throw new Error(`import 'laketrace' pays for what few programs use: ${found}`);
  }
  const others = [...packages].filter((name) => !PACKAGES_AT_IMPORT.includes(name));
  if (others.length > 0) throw new Error(`import 'laketrace' loads ${others.join(', ')}`);
  if (sources.some((source) => /[^\0-\x7f]/.test(source)))
    throw new Error('dist has a character beyond ASCII, for which Node keeps all of it at two bytes a character');
}

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

checkImport();
const [packed] = JSON.parse(run('npm', 'pack', '--json', '--ignore-scripts')) as [Packed];
try {
  const paths = packed.files.map(({ path }) => path);
  const unexpected = paths.filter((path) => !EXPECTED.test(path));
  const missing = REQUIRED.filter((path) => !paths.includes(path));
  if (unexpected.length > 0) throw new Error(`the package holds what it should not: ${unexpected.join(', ')}`);
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
  // What is marked @internal is for our own modules: `stripInternal` of tsconfig.json takes it out of the declarations.
  const declarations = paths.filter((path) => /\.d\.[cm]ts$/.test(path));
  const internal = declarations.filter((path) => readFileSync(join(root, path), 'utf8').includes('@internal'));
  if (internal.length > 0) throw new Error(`internal members are in the types: ${internal.join(', ')}`);
  console.log(`${packed.filename}: ${paths.length} files, ${Math.round(packed.unpackedSize / 1024)} KiB unpacked`);
  console.log(run('npx', '--no-install', 'publint', '--strict', packed.filename));
  console.log(run('npx', '--no-install', 'attw', packed.filename));
} finally {
  rmSync(join(root, packed.filename), { force: true });
}
