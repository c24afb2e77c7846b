// The steps that the options ask for, in the order in which they are applied.

import { isOf } from '../foreign/shape.ts';
import type { PlatformAttributes } from '../resource/index.ts';
import { readAttributeOptions } from './attribute-options.ts';
import type { ErrorPolicy } from './errors/error-policy.ts';
import { LeakGuard } from './guard/leak-guard.ts';
import type { LakeTraceLogRecordProcessorOptions } from './processor-options.ts';
import type { RecordStep } from './record/record-step.ts';
import type { ConfiguredRedaction } from './redaction-option.ts';
import { givenResource } from './resource/given-resource.ts';
import { readResourceOption } from './resource-option.ts';
import { AllowListStep } from './steps/allow-list-step.ts';
import { DetectedAttributes } from './steps/detected-attributes.ts';
import { LeakGuardStep } from './steps/leak-guard-step.ts';
import { RecordId } from './steps/record-id.ts';
import { RedactionStep } from './steps/redaction-step.ts';
import { ResourceRedaction } from './steps/resource-redaction.ts';
import { StaticAttributes } from './steps/static-attributes.ts';

type Options = LakeTraceLogRecordProcessorOptions;

/**
 * Compiles the options into steps. A step that nobody asks for is not there, and costs nothing.
 *
 * The order: the allow-list first, as it is about what the application sets, and redaction need not look at what does not stay; then
 * the resource and static attributes, which redaction looks at too; then the leak guard, as it judges what would leave. The record's
 * id comes last: neither of them has to look at it, or may cut it.
 * @throws ConfigurationError
 */
export function compileSteps(
  options: Options,
  detected: PlatformAttributes,
  redaction: ConfiguredRedaction | undefined,
  errors: ErrorPolicy,
): RecordStep[] {
  const { allowList, fixed } = readAttributeOptions(options.attributes, options.allowAttributes);
  return [
    ...(allowList === undefined ? [] : [new AllowListStep(allowList, errors)]),
    ...resourceSteps(options.resource, detected),
    ...(fixed === undefined ? [] : [new StaticAttributes(fixed)]),
    ...redactionSteps(redaction),
    ...leakGuardSteps(options.leakGuard, errors),
    ...(options.recordId ? [new RecordId()] : []),
  ];
}

function resourceSteps(option: Options['resource'], detected: PlatformAttributes): RecordStep[] {
  const { added, alsoOnRecord } = readResourceOption(option);
  if (added === undefined) return [];
  const resource = added === 'detected' ? givenResource(detected) : added;
  return [new DetectedAttributes({ added: resource, alsoOnRecord })];
}

function redactionSteps(redaction: ConfiguredRedaction | undefined): RecordStep[] {
  if (redaction === undefined) return [];
  const { redactor, isMarking, keys } = redaction;
  const ofRecords = new RedactionStep(redactor, isMarking);
  return keys.length === 0 ? [ofRecords] : [new ResourceRedaction(keys), ofRecords];
}

function leakGuardSteps(option: Options['leakGuard'], errors: ErrorPolicy): RecordStep[] {
  if (option === undefined || option === false) return [];
  const guard = isOf<LeakGuard>(option, 'LeakGuard') ? option : new LeakGuard(option === true ? {} : option);
  return [new LeakGuardStep(guard, errors)];
}
