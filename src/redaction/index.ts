// What other folders may use of the redactor.

export type { Mask, MaskedHit, MaskFunction } from './masks.ts';
export { type RedactStreamOptions, redactStream } from './redact-stream.ts';
export {
  type CustomPattern,
  REDACTION_OPTIONS,
  type RedactionErrorHandler,
  type RedactorOptions,
} from './redaction-options.ts';
export { createRedactor, type RedactableRecord, type Redactor, redactText } from './redactor.ts';
export { ENTITIES, ENTITY_NAMES, type Entity, type EntityDescription } from './scan/entities.ts';
export type { Explanation, RedactionCounts } from './text-redactor.ts';
export { type PartRedactor, ValueCopy } from './value-copy.ts';
