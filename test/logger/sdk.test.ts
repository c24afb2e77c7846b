// The SDK that a bundle hands over, as it cannot be found at run time.
import * as resources from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { openLogger } from '../support/loggers.ts';

test('sdk: what is handed over makes the provider, and stays where a second call does not name it', async () => {
  let made = 0;
  class Counted extends LoggerProvider {
    constructor(...input: ConstructorParameters<typeof LoggerProvider>) {
      super(...input);
      made++;
    }
  }
  const { logger, again, records } = openLogger({ sdk: { LoggerProvider: Counted, resources } });
  logger.info('one');
  again({ level: 'DEBUG' });
  logger.debug('two');
  expect((await records()).map(({ message }) => message)).toEqual(['one', 'two']);
  expect(made).toBe(2);
});

test('what is no SDK is refused', () => {
  expect(() => openLogger({ sdk: { LoggerProvider } as never })).toThrow(
    /^sdk: .*accepted is \{ LoggerProvider, resources \}: of @opentelemetry\/sdk-logs/,
  );
});
