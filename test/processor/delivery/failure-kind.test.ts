// Which failures are worth another attempt, by what exporters really answer.
import { expect, test } from 'vitest';
import { type FailureKind, kindOfFailure } from '../../../src/processor/delivery/failure-kind.ts';

const withFields = (fields: object) => Object.assign(new Error('failed'), fields);

const tooLarge = (message: string) => Object.assign(new Error(message), { code: 8 });

/** As the OTLP exporters over HTTP have it. */
const badRequest = (data: unknown) => Object.assign(new Error('Bad Request'), { code: 400, data });

test.each<[string, unknown, FailureKind]>([
  ['nothing at all', undefined, 'passing'],
  ['an error without a code', new Error('refused'), 'passing'],
  ['a text', 'refused', 'passing'],
  ['HTTP 400', withFields({ code: 400 }), 'refused'],
  ['HTTP 401', withFields({ code: 401 }), 'refused'],
  ['HTTP 404, as axios says it', withFields({ status: 404, code: 'ERR_BAD_REQUEST' }), 'refused'],
  ['HTTP 422, as others do', withFields({ statusCode: 422 }), 'refused'],
  ['HTTP 408', withFields({ code: 408 }), 'passing'],
  ['HTTP 429', withFields({ code: 429 }), 'passing'],
  ['HTTP 500', withFields({ code: 500 }), 'passing'],
  ['HTTP 503', withFields({ code: 503 }), 'passing'],
  ['HTTP 413', withFields({ code: 413 }), 'too large'],
  [
    'HTTP 400 of the collector to a large request',
    badRequest('{"code":3,"message":"http: request body too large"}'),
    'too large',
  ],
  ['HTTP 400 with another reason', badRequest('{"code":3,"message":"ReadString: expects a quote"}'), 'refused'],
  ['HTTP 400 with no text', badRequest(undefined), 'refused'],
  ['HTTP 401 whatever it says', withFields({ code: 401, data: 'token too large' }), 'refused'],
  ['a refused connection', withFields({ code: 'ECONNREFUSED' }), 'passing'],
  ['a failed fetch', new TypeError('fetch failed', { cause: withFields({ code: 'ECONNREFUSED' }) }), 'passing'],
  ['a refusal as a cause', new Error('export failed', { cause: withFields({ code: 400 }) }), 'refused'],
  ['a timed out DOM operation', new DOMException('too late', 'TimeoutError'), 'passing'],
  ['gRPC INVALID_ARGUMENT', withFields({ code: 3 }), 'refused'],
  ['gRPC UNIMPLEMENTED', withFields({ code: 12 }), 'refused'],
  ['gRPC UNAVAILABLE', withFields({ code: 14 }), 'passing'],
  ['gRPC DEADLINE_EXCEEDED', withFields({ code: 4 }), 'passing'],
  ['gRPC RESOURCE_EXHAUSTED', withFields({ code: 8 }), 'passing'],
  ['a message too large for grpc-go', tooLarge('grpc: received message larger than max (5 vs. 4)'), 'too large'],
  ['a message too large for grpc-java', tooLarge('gRPC message exceeds maximum size 4194304'), 'too large'],
])('%s', (_, error, kind) => {
  expect(kindOfFailure(error)).toBe(kind);
});

test('errors that cannot be read, and that are their own causes', () => {
  const forbidden = () => {
    throw new Error('no');
  };
  expect(kindOfFailure(new Proxy({}, { get: forbidden }))).toBe('passing');
  const circular = new Error('circular');
  circular.cause = circular;
  expect(kindOfFailure(circular)).toBe('passing');
});
