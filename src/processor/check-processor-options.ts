// The checks of the processor's options that no reader of their own makes.
import { isOf } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject, requireOptions } from '../spec/option-checks.ts';
import { isMeterProviderOption, METER_PROVIDER } from '../telemetry/meter-provider.ts';
import { PROCESSOR_OPTIONS } from './processor-option-names.ts';
import type { LakeTraceLogRecordProcessorOptions } from './processor-options.ts';

/** Options that are only switched on or off. */
const SWITCHES = ['isolate', 'sanitize', 'recordId', 'catch'] as const;

/**
 * Refuses options that are not known, and values of the wrong kind where no parser of their own looks at them.
 * @throws ConfigurationError naming the option, its value and what is accepted
 */
export function checkOptions(options: LakeTraceLogRecordProcessorOptions): void {
  refuseExporter(options, '', 'an object of options: an exporter goes into sinks, or into batch as { exporter }');
  checkKeys(options, '', PROCESSOR_OPTIONS);
  const { executors, onError, sinks, file, console, leakGuard, recorder } = options;
  for (const name of SWITCHES) expectKind(isBoolean(options[name]), name, options[name], 'true or false');
  expectKind(executors === undefined || ['on', 'off'].includes(executors), 'executors', executors, "'on' or 'off'");
  expectKind(isTime(options.shutdownTimeoutMillis), 'shutdownTimeoutMillis', options.shutdownTimeoutMillis, TIME);
  const isHandler = onError === undefined || typeof onError === 'function';
  expectKind(isHandler, 'onError', onError, 'a function (error, context) => void');
  const { meterProvider } = options;
  const isProvider = meterProvider === undefined || isMeterProviderOption(meterProvider);
  expectObject(isProvider, 'meterProvider', meterProvider, METER_PROVIDER);
  expectObject(sinks === undefined || Array.isArray(sinks), 'sinks', sinks, 'a list of sinks');
  expectObject(isBoolean(file) || isObject(file), 'file', file, 'options, an exporter, or false');
  expectObject(isBoolean(console) || isObject(console), 'console', console, 'options, true or false');
  expectObject(isBoolean(leakGuard) || isObject(leakGuard), 'leakGuard', leakGuard, 'options, a guard, true or false');
  expectObject(isBoolean(recorder) || isObject(recorder), 'recorder', recorder, 'options, true or false');
  refuseMisplacedExporters(options);
}

/** Exporters in the place of options: their fields would be refused as unknown options, or nothing would be where they have none. */
function refuseMisplacedExporters({ file, console, batch }: LakeTraceLogRecordProcessorOptions): void {
  if (!isOf(file, 'RotatingFileLogRecordExporter')) {
    const accepted =
      'options of the file exporter, a RotatingFileLogRecordExporter, or false: any other exporter goes into sinks';
    refuseExporter(file, 'file', accepted);
    if (isObject(file)) requireOptions(file, 'file');
  }
  refuseExporter(console, 'console', 'options of the console, true or false: a sink goes into sinks');
  if (isObject(console)) requireOptions(console, 'console');
  refuseExporter(batch, 'batch', 'options such as { exporter }');
}

function refuseExporter(value: unknown, path: string, accepted: string): void {
  if (isObject(value) && typeof value['export'] === 'function') throw ConfigurationError.ofKind(path, value, accepted);
}

const TIME = 'a number of milliseconds above 0';

function isTime(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value > 0);
}

function isBoolean(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean';
}

function expectKind(isAccepted: boolean, path: string, value: unknown, accepted: string): void {
  if (!isAccepted) throw new ConfigurationError(path, value, accepted);
}

/** In the place of an object a text may be anything. */
function expectObject(isAccepted: boolean, path: string, value: unknown, accepted: string): void {
  if (!isAccepted) throw ConfigurationError.ofKind(path, value, accepted);
}
