// The place that logged, found without looking at paths: in a bundle the SDK, LakeTrace and the application are one file.
import { expect, test } from 'vitest';
import { callSite } from '../../src/format/call-site.ts';

const processor = { onEmit: () => callSite() };
const processors = { onEmit: () => processor.onEmit() };
const logger = { emit: () => processors.onEmit() };

test('it is above the emit that called the processors, in whatever file that is', () => {
  function load() {
    return logger.emit();
  }
  expect(load()).toMatchObject({ function: 'load', file: import.meta.filename, line: expect.any(Number) });
});

test('a function of the application that is called emit is the place, too', () => {
  const emitter = {
    emit() {
      return logger.emit();
    },
  };
  expect(emitter.emit()?.function).toMatch(/emit$/);
});

test('below a function it is the one that called that', () => {
  function info() {
    return callSite(info);
  }
  function load() {
    return info();
  }
  expect(load()).toMatchObject({ function: 'load', file: import.meta.filename });
});

test('an application that formats its stacks itself, or wants none, gets them back', () => {
  const before = [Error.prepareStackTrace, Error.stackTraceLimit] as const;
  try {
    const own = () => 'own';
    Error.prepareStackTrace = own;
    Error.stackTraceLimit = 0;
    expect(logger.emit()?.file).toBe(import.meta.filename);
    expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual([own, 0]);
  } finally {
    [Error.prepareStackTrace, Error.stackTraceLimit] = before;
  }
});
