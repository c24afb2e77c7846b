// Which platform this is, and why; whether this Node will do.
import { detectRuntime } from '../resource/index.ts';
import { type CheckResult, failed, ok, warning } from './check.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** @param least the oldest version of Node that will do, as `engines` has it: `>=22.15` */
export function checkNode(least: string, version: string = process.versions.node): CheckResult {
  const wanted = least.replace(/^[^\d]*/, '');
  return isAtLeast(version, wanted)
    ? ok('node', `Node ${version}`)
    : failed('node', `Node ${version} is older than ${wanted}`, `install Node ${wanted} or newer`);
}

function isAtLeast(version: string, wanted: string): boolean {
  const have = version.split('.').map(Number);
  const want = wanted.split('.').map(Number);
  for (let part = 0; part < want.length; part++) {
    const difference = (have[part] ?? 0) - (want[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The platform, with all that was found for and against it. */
export function* checkPlatform(env: Environment): Generator<CheckResult> {
  const { platform, type, runId, role, evidence } = detectRuntime({ env });
  const parts = [`${platform}, as ${type}`, role && `role ${role}`, runId && `run ${runId}`];
  const text = parts.filter((part) => part !== undefined).join(', ');
  const objections = evidence.filter((sentence) => /^ignored: the value of /.test(sentence));
  if (objections.length === 0) yield ok('platform', text);
  else yield warning('platform', text, `see the variable: ${objections.join('; ')}`);
  for (const sentence of evidence) yield ok('platform evidence', sentence);
}
