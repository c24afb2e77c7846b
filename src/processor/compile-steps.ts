// The steps that the options ask for, in the order in which they are applied.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { createRedactor, type Redactor } from '../redaction/index.ts';
import type { PlatformAttributes } from '../resource/index.ts';
import { AllowListStep } from './allow-list-step.ts';
import { AttributeAllowList, type AttributeAllowListOptions } from './attribute-allow-list.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { LeakGuard } from './leak-guard.ts';
import { LeakGuardStep } from './leak-guard-step.ts';
import { type LakeTraceLogRecordProcessorOptions, readRedactionOption, readResourceOption } from './options.ts';
import type { RecordStep } from './record-step.ts';
import { RedactionStep } from './redaction-step.ts';
import { ResourceMerge } from './resource-merge.ts';
import { ResourceRedaction } from './resource-redaction.ts';
import { parseStaticAttributes, StaticAttributes } from './static-attributes.ts';

type Options = LakeTraceLogRecordProcessorOptions;

/** The steps, and what the processor tells the counts of. */
export interface CompiledSteps {
  readonly steps: readonly RecordStep[];
  readonly redactor: Redactor | undefined;
  readonly leakGuard: LeakGuard | undefined;
}

/**
 * Compiles the options into steps; what is not asked for is not there, and so costs nothing.
 *
 * The order: the resource and the static attributes first, so that what follows looks at them too; then the allow-list, which
 * spares the redaction what does not stay anyway; then the redaction; the leak guard last, for it judges what would leave.
 * @throws ConfigurationError, or a TypeError of the redactor, naming the option
 */
export function compileSteps(options: Options, detected: PlatformAttributes, errors: ErrorPolicy): CompiledSteps {
  const { redactor, keys, annotate } = redactorOf(options.redaction, errors);
  const leakGuard = leakGuardOf(options.leakGuard);
  const steps = [
    resourceMerge(options.resource, detected),
    keys.length > 0 && new ResourceRedaction(keys),
    attributeStep(options.attributes, errors),
    redactor && new RedactionStep(redactor, annotate),
    leakGuard && new LeakGuardStep(leakGuard, errors),
  ];
  return { steps: steps.filter((step) => step !== undefined && step !== false), redactor, leakGuard };
}

function resourceMerge(option: Options['resource'], detected: PlatformAttributes): RecordStep | undefined {
  const { added, alsoOnRecord } = readResourceOption(option);
  if (added === undefined) return undefined;
  return new ResourceMerge({
    added: added === 'detected' ? resourceFromAttributes({ ...detected }) : added,
    alsoOnRecord,
  });
}

function attributeStep(option: Options['attributes'], errors: ErrorPolicy): RecordStep | undefined {
  if (option === undefined) return undefined;
  if (option instanceof AttributeAllowList) return new AllowListStep(option, errors);
  if (isAllowList(option)) return new AllowListStep(new AttributeAllowList(option), errors);
  return new StaticAttributes(parseStaticAttributes(option, 'attributes'));
}

/** An attribute named `allow` whose value is a list would look the same: it cannot be a static one. */
function isAllowList(option: NonNullable<Options['attributes']>): option is AttributeAllowListOptions {
  return Array.isArray((option as Partial<AttributeAllowListOptions> | null)?.allow);
}

function redactorOf(option: Options['redaction'], errors: ErrorPolicy) {
  const { given, options, annotate } = readRedactionOption(option);
  const onError = (error: Error) => errors.report(error, 'redaction');
  const redactor = options === undefined ? given : createRedactor({ onError, ...options });
  return { redactor, keys: options?.keys ?? [], annotate };
}

function leakGuardOf(option: Options['leakGuard']): LeakGuard | undefined {
  if (option === undefined || option === false) return undefined;
  return option instanceof LeakGuard ? option : new LeakGuard(option === true ? {} : option);
}
