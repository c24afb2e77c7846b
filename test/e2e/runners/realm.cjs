// Loads the CommonJS build into a realm of its own (node:vm), which has nothing but the language and `require`.
const { readFileSync } = require('node:fs');
const { createContext, compileFunction } = require('node:vm');
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { smoke } = require('./smoke.cjs');

const filename = require.resolve('laketrace');
const module_ = { exports: {} };
const parsingContext = createContext({});
compileFunction(readFileSync(filename, 'utf8'), ['require', 'module', 'exports'], { filename, parsingContext })(
  require,
  module_,
  module_.exports,
);
smoke({ ...module_.exports, LoggerProvider }).then(
  () => console.log('logged'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
