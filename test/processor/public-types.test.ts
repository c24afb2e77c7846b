// The types that users see show no clock, no chance and no environment: what only tests give. `npm run types` checks them.
import { expectTypeOf, test } from 'vitest';
import type {
  BatchOptions,
  ConsoleLogRecordSink,
  ConsoleLogRecordSinkOptions,
  Filters,
  LakeTraceLogRecordProcessor,
  LakeTraceLogRecordProcessorOptions,
  LeakGuard,
  LeakGuardOptions,
  RecordField,
  SinkOptions,
} from '../../src/index.ts';

/** Names of what a test gives in place of the machine. */
type Seam = 'clock' | 'detection' | 'environment' | 'monotonic' | 'now' | 'pause' | 'random';

test('constructors take their options alone', () => {
  expectTypeOf<ConstructorParameters<typeof LakeTraceLogRecordProcessor>>().toEqualTypeOf<
    [options?: LakeTraceLogRecordProcessorOptions | undefined]
  >();
  expectTypeOf<ConstructorParameters<typeof LeakGuard>>().toEqualTypeOf<[options?: LeakGuardOptions | undefined]>();
  expectTypeOf<ConstructorParameters<typeof ConsoleLogRecordSink>>().toEqualTypeOf<
    [options?: ConsoleLogRecordSinkOptions | undefined]
  >();
});

test('filters take what they judge by', () => {
  expectTypeOf<Parameters<Filters['sample']>>().toEqualTypeOf<[rate: number, by?: RecordField | undefined]>();
  expectTypeOf<Parameters<Filters['rateLimit']>>().toEqualTypeOf<
    [n: number, per: string | number, by?: RecordField | undefined]
  >();
  expectTypeOf<Parameters<Filters['dedupe']>>().toEqualTypeOf<
    [window: string | number, by?: RecordField | undefined]
  >();
});

test('no option is one of them', () => {
  type Options =
    | keyof LakeTraceLogRecordProcessorOptions
    | keyof BatchOptions
    | keyof ConsoleLogRecordSinkOptions
    | keyof LeakGuardOptions
    | keyof SinkOptions;
  expectTypeOf<Extract<Options, Seam>>().toBeNever();
});
