// Levels of a processor: by option, by variable, by the program, and what each of them refuses.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { LakeTraceLogRecordProcessorOptions } from '../../../src/processor/processor-options.ts';
import { collector } from '../collector.ts';
import { NOWHERE, ProcessorIn, setUp } from '../provider.ts';

const bodies = (records: readonly ReadableLogRecord[]) => records.map(({ body }) => body);
const withLevels = (text: string) => ({ environment: { detection: { env: { LAKETRACE_LEVELS: text } } } });

/** The records that come through, of one scope and severity each. */
function kept(
  options: LakeTraceLogRecordProcessorOptions,
  where: Parameters<typeof setUp>[1],
  emits: readonly (readonly [scope: string, severityNumber: number])[],
): unknown[] {
  const { records, sink } = collector();
  const { provider } = setUp({ sinks: [sink], ...options }, where);
  for (const [scope, severityNumber] of emits) {
    provider.getLogger(scope).emit({ severityNumber, body: `${scope} ${severityNumber}` });
  }
  return bodies(records);
}

const EMITS = [
  ['app', 5],
  ['app', 9],
  ['etl', 5],
  ['etl.load', 5],
  ['org.noisy.db', 13],
  ['org.noisy.db', 17],
] as const;

test('scopes have levels of their own', () => {
  const levels = { scopes: { 'org.noisy.*': 'ERROR', etl: 'DEBUG' } };
  expect(kept({ levels }, {}, EMITS)).toEqual(['app 9', 'etl 5', 'org.noisy.db 17']);
});

test('LAKETRACE_LEVELS counts before the options', () => {
  const levels = { scopes: { 'org.noisy.*': 'WARN', etl: 'FATAL' } };
  expect(kept({ levels }, withLevels('org.noisy.*=ERROR,etl*=DEBUG, etl=5'), EMITS)).toEqual([
    'app 9',
    'etl 5',
    'etl.load 5',
    'org.noisy.db 17',
  ]);
  expect(kept({ minimumSeverity: 'FATAL' }, withLevels('DEBUG'), EMITS)).toHaveLength(EMITS.length);
});

test('records without a severity pass whatever the level', () => {
  const { records, sink } = collector();
  const { provider } = setUp({ sinks: [sink], levels: { scopes: { quiet: 'FATAL4' } } });
  for (const severityNumber of [0, 23]) provider.getLogger('quiet').emit({ severityNumber, body: severityNumber });
  provider.getLogger('quiet').emit({ body: 'none' });
  expect(bodies(records)).toEqual([0, 'none']);
});

test('what a filter and the leak guard do stays as it is; drops are counted as before', () => {
  const { processor, provider } = setUp({
    sinks: [() => undefined],
    filter: ({ body }) => body !== 'no',
    levels: { scopes: { etl: 'DEBUG' } },
  });
  for (const body of ['yes', 'no']) provider.getLogger('etl').emit({ severityNumber: 5, body });
  provider.getLogger('app').emit({ severityNumber: 5, body: 'no' });
  expect(processor.stats().records).toEqual({ received: 3, passed: 1, dropped: { filter: 1, severity: 1 } });
});

describe('setMinimumSeverity', () => {
  const scenario = () => {
    const { records, sink } = collector();
    const { processor, provider } = setUp({ sinks: [sink] });
    const loggers = new Map<string, ReturnType<typeof provider.getLogger>>();
    const emit = (scope: string, severityNumber: number) => {
      const logger = loggers.get(scope) ?? provider.getLogger(scope);
      loggers.set(scope, logger);
      logger.emit({ severityNumber, body: `${scope} ${severityNumber}` });
      return bodies(records.splice(0))[0];
    };
    return { processor, emit };
  };

  test('has effect from the next record on, for loggers that are there already', () => {
    const { processor, emit } = scenario();
    expect(emit('app', 5)).toBeUndefined();
    processor.setMinimumSeverity('DEBUG');
    expect(emit('app', 5)).toBe('app 5');
    processor.setMinimumSeverity(17, 'app');
    expect([emit('app', 13), emit('other', 5)]).toEqual([undefined, 'other 5']);
    expect([processor.minimumSeverityOf(), processor.minimumSeverityOf('app')]).toEqual([5, 17]);
    processor.setMinimumSeverity('TRACE', 'a*');
    expect(emit('app', 13)).toBeUndefined();
    processor.setMinimumSeverity(undefined, 'app');
    expect(emit('app', 1)).toBe('app 1');
    processor.setMinimumSeverity(undefined, 'a*');
    processor.setMinimumSeverity(undefined);
    expect([emit('app', 8), emit('app', 9), processor.minimumSeverityOf()]).toEqual([undefined, 'app 9', 9]);
  });

  test('enabled() answers by the scope', () => {
    const { processor } = scenario();
    const ask = (name: string, severityNumber: number) =>
      processor.enabled({ context: {} as never, instrumentationScope: { name }, severityNumber });
    processor.setMinimumSeverity('ERROR', 'org.noisy.*');
    processor.setMinimumSeverity('DEBUG', 'etl');
    expect([ask('org.noisy.db', 13), ask('org.noisy.db', 17), ask('etl', 5), ask('app', 5)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('what is no level, or no scope, changes nothing and says what is accepted', () => {
    const { processor } = scenario();
    expect(() => processor.setMinimumSeverity('LOUD')).toThrow(
      /^setMinimumSeverity\(level\): "LOUD" is not accepted; accepted is a level name/,
    );
    for (const scope of ['', 7, null]) {
      expect(() => processor.setMinimumSeverity('INFO', scope as string)).toThrow(/^setMinimumSeverity\(scope\): /);
    }
    expect(processor.minimumSeverityOf('x')).toBe(9);
  });
});

describe('what is refused', () => {
  test.each<[unknown, string]>([
    ['DEBUG', 'levels: a text is not accepted; accepted is an object of options'],
    [{ scope: {} }, 'levels.scope: there is no such option; did you mean scopes?'],
    [{ singal: true }, 'levels.singal: there is no such option; did you mean signal?'],
    [{ scopes: { etl: 'LOUD' } }, 'levels.scopes.etl: "LOUD" is not accepted; accepted is a level name'],
    [{ scopes: { '': 'INFO' } }, 'levels.scopes: an object is not accepted; accepted is levels by scopes'],
    [{ scopes: ['etl'] }, 'levels.scopes: an array is not accepted; accepted is an object of levels by scope'],
    [{ scopes: 'etl=DEBUG' }, 'levels.scopes: a text is not accepted; accepted is an object of levels by scope'],
    [{ file: '' }, 'levels.file: "" is not accepted; accepted is the path of a file'],
    [{ file: true }, 'levels.file: true is not accepted; accepted is the path of a file'],
    [{ signal: 'SIGUSR1' }, 'levels.signal: "SIGUSR1" is not accepted; accepted is true, false, or one of SIGUSR2'],
    [{ signal: 'SIGKILL' }, 'levels.signal: "SIGKILL" is not accepted'],
  ])('%j', (levels, message) => {
    expect(() => new ProcessorIn({ file: false, levels: levels as never }, NOWHERE)).toThrow(message);
  });

  test('a variable that cannot be read, with the rule in question', () => {
    const { environment } = withLevels('etl=DEBUG,org.noisy.*=LOUD');
    expect(() => new ProcessorIn({ file: false }, environment)).toThrow(
      'LAKETRACE_LEVELS[1]: "LOUD" is not accepted; accepted is rules such as org.noisy.*=ERROR',
    );
  });

  test('levels beside options of that name', () => {
    expect(() => new ProcessorIn({ file: false, scopes: {} } as never, NOWHERE)).toThrow(/did you mean levels\?/);
    expect(() => new ProcessorIn({ file: false, signal: true } as never, NOWHERE)).toThrow(/it belongs in levels/);
  });
});
