// Loads the CommonJS build into a realm of its own (node:vm), which has nothing but the language and `require`.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { createContext, compileFunction } = require('node:vm');
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { smoke } = require('./smoke.cjs');

const parsingContext = createContext({});
const loaded = new Map();

/** Loads a file of the package, and those that it consists of, into the realm; what it depends on comes from outside. */
function load(filename) {
  if (loaded.has(filename)) return loaded.get(filename).exports;
  const requireOf = createRequire(filename);
  const requireWithin = (id) => (id.startsWith('.') ? load(requireOf.resolve(id)) : requireOf(id));
  const module_ = { exports: {} };
  loaded.set(filename, module_);
  const names = ['require', 'module', 'exports', '__filename'];
  const run = compileFunction(readFileSync(filename, 'utf8'), names, { filename, parsingContext });
  run(requireWithin, module_, module_.exports, filename);
  return module_.exports;
}

smoke({ ...load(require.resolve('laketrace')), LoggerProvider }).then(
  () => console.log('logged'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
