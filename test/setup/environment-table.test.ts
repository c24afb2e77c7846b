// Each option that a text can express has a variable.
import { expect, test } from 'vitest';
import { FILE_OPTIONS } from '../../src/file/options/file-options.ts';
import { BATCH_OPTIONS } from '../../src/processor/delivery/batch-options.ts';
import { LEAK_GUARD_OPTIONS } from '../../src/processor/guard/leak-guard.ts';
import { LEVELS_OPTIONS } from '../../src/processor/levels/levels-option.ts';
import { RECORDER_OPTIONS } from '../../src/processor/recorder/recorder-option.ts';
import { CONSOLE_OPTIONS } from '../../src/processor/sinks/console-sink.ts';
import { REDACTION_OPTIONS } from '../../src/redaction/index.ts';
import { ENVIRONMENT_VARIABLES } from '../../src/setup/environment-table.ts';
import { SETUP_OPTIONS } from '../../src/setup/setup-options.ts';

/** What no text can say, or what another variable says. */
const WITHOUT: Readonly<Record<string, string>> = {
  serviceName: 'OTEL_SERVICE_NAME',
  resourceAttributes: 'OTEL_RESOURCE_ATTRIBUTES',
  logRecordLimits: 'OTEL_LOGRECORD_*',
  processors: 'objects',
  register: 'what the one call is for',
  sdk: 'modules',
  filter: 'functions',
  sinks: 'objects',
  onError: 'a function',
  'file.directory': 'LAKETRACE_LOG_DIR',
  'file.onError': 'a function',
  'file.meterProvider': 'an object',
  'console.stream': 'an object',
  'console.onError': 'a function',
  'console.sanitize': 'LAKETRACE_SANITIZE',
  'redaction.patterns': 'regular expressions with names',
  'redaction.onError': 'a function',
  'batch.exporter': 'LAKETRACE_OTLP',
  'batch.selfObsMeterProvider': 'an object',
  'leakGuard.combinations': 'objects',
  'levels.scopes': 'LAKETRACE_LEVELS',
};

test('each option has a variable, or is of those that a text cannot express', () => {
  const below = {
    file: FILE_OPTIONS,
    console: CONSOLE_OPTIONS,
    redaction: REDACTION_OPTIONS,
    batch: BATCH_OPTIONS,
    leakGuard: LEAK_GUARD_OPTIONS,
    levels: LEVELS_OPTIONS,
    recorder: RECORDER_OPTIONS,
  };
  const within = Object.entries(below).flatMap(([name, options]) => options.map((option) => `${name}.${option}`));
  const said = ENVIRONMENT_VARIABLES.map(({ option = '' }) => option);
  const isSaid = (path: string) => said.some((option) => option === path || option.startsWith(`${path}.`));
  const missing = [...SETUP_OPTIONS.known, ...within].filter((path) => !isSaid(path) && !Object.hasOwn(WITHOUT, path));
  expect(missing).toEqual([]);
  // No row of the list is left over.
  expect(Object.keys(WITHOUT).filter((path) => isSaid(path))).toEqual([]);
});

test('names are made of the options, and each stands once', () => {
  const names = ENVIRONMENT_VARIABLES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^LAKETRACE_[A-Z]+(?:_[A-Z]+)*$/.test(name))).toEqual([]);
});
