// What other folders may use of the redactor.
export { ENTITIES, ENTITY_NAMES, type Entity, type EntityDescription } from './entities.ts';
export type { Mask, MaskedHit, MaskFunction } from './masks.ts';
export { type CustomPattern, REDACTION_OPTIONS, type RedactionErrorHandler, type RedactorOptions } from './options.ts';
export { type RedactStreamOptions, redactStream } from './redact-stream.ts';
export { createRedactor, type RedactableRecord, type Redactor, redactText } from './redactor.ts';
export type { Explanation, RedactionCounts } from './text-redactor.ts';
export { type PartRedactor, ValueCopy } from './value-copy.ts';
