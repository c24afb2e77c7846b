// Logs planted values in every position of a record, and throws them wherever the application may throw.
// Usage: node reach.mjs <settings as JSON file>
//
// Each position gets every `stride`-th value, which are some of every kind; the next position gets the next ones.

import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import {
  BatchLogRecordProcessor,
  ConsoleLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor, RotatingFileLogRecordExporter } from 'laketrace';

const { planted, directory, receiver, isolate, hasErrorHandler, ending, stride, offset } = JSON.parse(
  readFileSync(process.argv[2]),
);
const texts = planted.filter(({ key }) => key === undefined).map(({ text }) => text);
const keyed = planted.filter(({ key }) => key !== undefined);
const cards = planted.filter(({ isCard }) => isCard).map(({ value }) => value);
/** The values of a position. */
const drawn = (values, position) => values.filter((_, i) => (i + position + offset) % stride === 0);
const out = (name, ...parts) => {
  for (const part of parts) {
    const text = typeof part === 'string' ? part : inspect(part, { depth: 20, showHidden: true, maxArrayLength: null });
    appendFileSync(join(directory, name), `${text}\n`);
  }
};

// Everything that diag is told, at all levels, on standard error.
const toStderr = (...parts) => process.stderr.write(`${parts.map((part) => inspect(part, { depth: 20 })).join(' ')}\n`);
const toDiag = { error: toStderr, warn: toStderr, info: toStderr, debug: toStderr, verbose: toStderr };
diag.setLogger(toDiag, { logLevel: DiagLogLevel.ALL });

/** An exporter of another's, which shows all that it is given. */
const showing = (name) => ({
  export(records, done) {
    for (const { body, attributes, eventName, severityText } of records) {
      out(name, { body, attributes, eventName, severityText });
    }
    done({ code: 0 });
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
});

/** An error as OTLP's exporters give it: with the status that a receiver answered. */
const refusal = (text, code) => Object.assign(new Error(text), { code });

/** OTLP over HTTP, in JSON and in protobuf with gzip, to a receiver on this machine. */
let payloads = 0;
const otlpHttp = {
  export(records, done) {
    diag.debug('items to be sent', records);
    const isJson = payloads++ % 2 === 0;
    const bytes = (isJson ? JsonLogsSerializer : ProtobufLogsSerializer).serializeRequest(records);
    const headers = isJson
      ? { 'content-type': 'application/json' }
      : { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };
    fetch(receiver, { method: 'POST', body: isJson ? bytes : gzipSync(bytes), headers }).then(
      async (response) =>
        done(response.ok ? { code: 0 } : { code: 1, error: refusal(await response.text(), response.status) }),
      (error) => done({ code: 1, error }),
    );
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

const allTexts = texts.join('\n');
const allBytes = texts.map((text) => Buffer.from(text));

/** Throws each time, with every value in it. */
const throwing = (what) => () => {
  const error = new Error(`${what}: ${allTexts}`, { cause: new Error(allTexts) });
  throw Object.assign(error, { request: { headers: texts, body: allBytes } });
};
const failing = (call) => ({ export: call, forceFlush: () => Promise.resolve(), shutdown: async () => call() });
const raw = ({ body, attributes }) =>
  `${typeof body === 'object' ? '' : String(body)} ${JSON.stringify({ body, attributes })}`;
const files = { directory, rotation: '64 KB', compression: 'gzip', flush: 'record' };

const laketrace = new LakeTraceLogRecordProcessor({
  minimumSeverity: 'DEBUG',
  isolate,
  redaction: { keys: [/^internal_/], mark: true },
  attributes: { team: texts[0] },
  filter: throwing('filter'),
  file: { ...files, name: 'app' },
  console: true,
  batch: { exporter: otlpHttp, maxExportBatchSize: 100 },
  sinks: [
    showing('within.txt'),
    ({ body, attributes }) => out('function.txt', { body, attributes }),
    { sink: process.stdout, format: raw },
    { sink: throwing('sink'), name: texts[1] },
    { sink: process.stdout, format: throwing('format'), name: 'format' },
    { sink: async () => throwing('promise')(), name: 'promise' },
    { sink: () => undefined, filter: throwing('filter of a sink'), name: 'filtered' },
    failing(throwing('exporter')),
    { sink: failing((_, done) => done?.({ code: 1, error: refusal(allTexts, 400) })), name: 'refusing' },
    new RotatingFileLogRecordExporter({ ...files, name: 'text', format: raw, integrity: true }),
    new RotatingFileLogRecordExporter({ ...files, name: 'latin', format: raw, encoding: 'latin1' }),
    new RotatingFileLogRecordExporter({ ...files, name: 'failing', format: throwing('format of a file') }),
    new RotatingFileLogRecordExporter({ ...files, name: 'failing2', compression: throwing('compression') }),
    new RotatingFileLogRecordExporter({
      ...files,
      name: 'failing3',
      rotation: throwing('rotation'),
      retention: throwing('retention'),
    }),
  ],
  ...(hasErrorHandler && { onError: (error, context) => out('errors.txt', error, context, JSON.stringify(error)) }),
});

const provider = new LoggerProvider({
  processors: [
    new SimpleLogRecordProcessor({ exporter: showing('before-at-once.txt') }),
    new BatchLogRecordProcessor({ exporter: showing('before-batch.txt'), maxQueueSize: 100_000 }),
    laketrace,
    new SimpleLogRecordProcessor({ exporter: showing('after-at-once.txt') }),
    new BatchLogRecordProcessor({ exporter: showing('after-batch.txt'), maxQueueSize: 100_000 }),
    ...(isolate ? [] : [new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() })]),
  ],
});
const logger = provider.getLogger('reach');
const emit = (record) => logger.emit({ severityNumber: 9, severityText: 'INFO', ...record });

class Account {
  #text;
  constructor(text) {
    this.#text = text;
  }
  toString() {
    return this.#text;
  }
}

/** `plain` when it is asked first, the text ever after. */
const later = (text) => {
  let isAsked = false;
  return () => {
    if (isAsked) return text;
    isAsked = true;
    return 'plain';
  };
};
const throwsWith = (text) => () => {
  throw new Error(text);
};
const deep = (text, levels) => (levels === 0 ? text : { level: deep(text, levels - 1) });

/** One text, where a text is expected. */
const asText = [
  (text) => ({ body: text }),
  (text) => ({ body: `${'x '.repeat(500)}${text} and more` }),
  (text) => ({ body: JSON.stringify({ message: text }) }),
  (text) => ({ body: undefined, eventName: text }),
  (text) => ({ body: 'x', severityText: text }),
  (text) => ({ body: 'x', attributes: { note: text } }),
  (text) => ({ body: 'x', attributes: { [text]: 1 } }),
  (text) => ({ body: 'x', attributes: { 'exception.type': text, 'exception.message': text } }),
  (text) => ({ body: 'x', attributes: { 'exception.stacktrace': `Error: ${text}\n    at load (etl.js:1:2)` } }),
  (text) => ({ body: 'x', exception: new Error(text) }),
  (text) => ({ body: new Error(text) }),
  // Not kept by LakeTrace, but by the processors behind it.
  (text) => ({ body: text, severityNumber: 1 }),
];

/** One value under a name that is listed. */
const asKeyed = [
  (key, value) => ({ body: 'x', attributes: { [key]: value } }),
  (key, value) => ({ body: { [key]: value, list: [{ [key]: [value] }] } }),
  (key, value) => ({ body: new Map([[key, { a: value }]]) }),
  (key, value) => ({ body: [{ [key]: Buffer.from(value) }, { [key]: new Error(value) }, { [key]: new Set([value]) }] }),
  (key, value) => ({ body: 'x', attributes: { nested: { [key]: value } } }),
];

/** Many texts, in values of every shape. */
const asValues = [
  (all) => all,
  (all) => ({ a: { b: { c: all } } }),
  (all) => new Map(all.map((text, i) => [`k${i}`, text])),
  (all) => new Map(all.map((text) => [text, 1])),
  (all) => new Map(all.map((text) => [{ toString: () => text }, 1])),
  (all) => new Map(all.map((text) => [{ toString: later(text) }, 1])),
  (all) => new Set(all),
  (all) => Object.fromEntries(all.map((text) => [text, 1])),
  (all) =>
    new AggregateError(
      all.map((text) => new Error(text)),
      all.join('\n'),
    ),
  (all) => all.map((text) => new Error('e', { cause: new Error(text) })),
  (all) => all.map((text) => Object.assign(new Error('e'), { detail: text, name: text })),
  (all) => all.map((text) => Buffer.from(text)),
  (all) => all.map((text) => Uint8Array.from(Buffer.from(`\xff${text}`, 'latin1'))),
  (all) => all.map((text) => Uint8Array.from(Buffer.from(text)).buffer),
  (all) => all.map((text) => new DataView(Uint8Array.from(Buffer.from(text)).buffer)),
  (all) => all.map((text) => Object(text)),
  (all) => all.map((text) => ({ toJSON: () => ({ text }) })),
  (all) => all.map((text) => ({ toJSON: later(text) })),
  (all) => all.map((text) => Object.assign(new Date(0), { toJSON: () => text })),
  (all) => all.map((text) => Object.defineProperty({}, 'a', { get: () => text, enumerable: true })),
  (all) => all.map((text) => Object.defineProperty({}, 'a', { get: later(text), enumerable: true })),
  (all) => all.map((text) => Object.defineProperty({}, 'a', { get: throwsWith(text), enumerable: true })),
  (all) => all.map((text) => ({ toJSON: throwsWith(text), toString: throwsWith(text) })),
  (all) => all.map((text) => new Proxy({ a: text }, {})),
  (all) => all.map((text) => new Account(text)),
  (all) => all.map((text) => ({ [inspect.custom]: () => text, [Symbol(text)]: text })),
  (all) => all.map((text) => Object.defineProperty(() => 0, 'name', { value: text })),
  (all) => all.map((text) => Symbol(text)),
  (all) => all.map((text) => deep(text, 40)),
  (all) => JSON.parse(JSON.stringify({ list: all }).replace('list', '__proto__')),
  (all) =>
    Object.assign(
      all.map(() => 0),
      { more: all },
    ),
  (all) => Object.assign([...all], { [Symbol.iterator]: () => [][Symbol.iterator]() }),
  (all) => [null, undefined, ...all],
];

const asNumbers = [
  (digits) => Number(digits),
  (digits) => BigInt(digits),
  (digits) => ({ n: [Number(digits)] }),
  (digits) => Float64Array.of(1, Number(digits)),
  (digits) => BigInt64Array.of(BigInt(digits)),
  (digits) => new Map([[Number(digits), BigInt(digits)]]),
];

for (const [position, make] of asText.entries()) for (const text of drawn(texts, position)) emit(make(text));
for (const [position, make] of asValues.entries()) {
  const all = drawn(texts, position);
  for (let from = 0; from < all.length; from += 20) {
    const some = all.slice(from, from + 20);
    emit({ body: make(some) });
    emit({ body: { within: [make(some)] } });
    try {
      emit({ body: 'x', attributes: { value: make(some) } });
    } catch {
      // The SDK looks at attributes itself, and lets the error of a getter through before any processor has the record.
    }
    // Some alone: formats then ask the object itself for its text.
    for (const text of some.filter((_, i) => i % 10 === 0)) {
      const value = make([text]);
      emit({ body: Array.isArray(value) ? value[0] : value });
    }
  }
}
for (const [position, make] of asNumbers.entries()) {
  for (const digits of drawn(cards, position)) {
    emit({ body: make(digits) });
    emit({ body: 'x', attributes: { number: make(digits) } });
  }
}
for (const [position, make] of asKeyed.entries())
  for (const { key, value } of drawn(keyed, position)) emit(make(key, value));
// What the application does to its objects later.
const state = { text: 'plain', list: ['plain'] };
emit({ body: state, attributes: { list: state.list } });
state.text = allTexts;
state.list.push(...texts);

if (ending === 'kill') {
  // What is written at once is in the files; what waits for a batch goes with the process.
  process.kill(process.pid, 'SIGKILL');
}
await provider.forceFlush();
await provider.shutdown();
const { records, redactions, errors } = laketrace.stats();
out('stats.txt', { records, redactions, errors });
