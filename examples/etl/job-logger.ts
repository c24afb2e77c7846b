// A logger with bound context, as a data engineer uses it: levels, fields, durations, exceptions.
import type { Logger } from '@opentelemetry/api';

type Fields = Record<string, string | number | boolean>;

/** Logs with fields that all its records share. */
export class JobLogger {
  readonly #logger: Logger;
  readonly #context: Fields;

  constructor(logger: Logger, context: Fields) {
    this.#logger = logger;
    this.#context = context;
  }

  /** A logger with more context. */
  bind(context: Fields): JobLogger {
    return new JobLogger(this.#logger, { ...this.#context, ...context });
  }

  debug(message: string, fields: Fields = {}): void {
    this.#log(5, 'DEBUG', message, fields);
  }

  info(message: string, fields: Fields = {}): void {
    this.#log(9, 'INFO', message, fields);
  }

  success(message: string, fields: Fields = {}): void {
    this.#log(10, 'SUCCESS', message, fields);
  }

  warning(message: string, fields: Fields = {}): void {
    this.#log(13, 'WARNING', message, fields);
  }

  /** An error, with its stack in the attributes that the semantic conventions name. */
  exception(message: string, error: unknown, fields: Fields = {}): void {
    const attributes = { ...this.#context, ...fields };
    this.#logger.emit({ severityNumber: 17, severityText: 'ERROR', body: message, attributes, exception: error });
  }

  #log(severityNumber: number, severityText: string, body: string, fields: Fields): void {
    this.#logger.emit({ severityNumber, severityText, body, attributes: { ...this.#context, ...fields } });
  }
}
