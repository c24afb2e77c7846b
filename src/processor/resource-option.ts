// The `resource` option of the processor, read: what is added to resources, and what of them records get as well.
import type { Resource } from '@opentelemetry/resources';
import { isPlainObject } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import type { LakeTraceLogRecordProcessorOptions, ResourceOptions } from './processor-options.ts';

/** The `resource` option, read. */
export interface ResourceSettings {
  /** What is added: what is detected, a resource, or nothing. */
  readonly added: 'detected' | Resource | undefined;
  /** Names, or prefixes ending in `.*`, of the attributes that records get as well. */
  readonly alsoOnRecord: readonly string[];
}

const KEYS = ['alsoOn', 'keys'] as const satisfies readonly (keyof ResourceOptions)[];

/**
 * Reads the `resource` option.
 * @throws ConfigurationError
 */
export function readResourceOption(option: LakeTraceLogRecordProcessorOptions['resource']): ResourceSettings {
  if (option === undefined || option === true) return { added: 'detected', alsoOnRecord: [] };
  if (option === false) return { added: undefined, alsoOnRecord: [] };
  if (isObject(option) && 'getRawAttributes' in option) return { added: option as Resource, alsoOnRecord: [] };
  // A misspelt name is named, where that is what keeps the object from being options.
  if (isPlainObject(option) && !('alsoOn' in option)) checkKeys(option, 'resource', KEYS);
  if (!isObject(option) || option['alsoOn'] !== 'record') {
    throw ConfigurationError.ofKind('resource', option, "true, false, a Resource, or { alsoOn: 'record', keys? }");
  }
  checkKeys(option, 'resource', KEYS);
  const { keys = ['laketrace.*'] } = option as ResourceOptions;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new ConfigurationError('resource.keys', keys, 'a list of attribute names, or of prefixes that end in .*');
  }
  return { added: 'detected', alsoOnRecord: keys };
}
