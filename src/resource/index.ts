// The resource room's door: what other folders and the public API take from here.

export {
  defaultLogDirectory,
  type LakeMount,
  type LogDirectoryOptions,
  type UnsuitableDirectory,
  unsuitableLogDirectory,
} from './log-directory.ts';
export type { DetectionOptions, PathStats, ReadOnlyFileSystem } from './machine.ts';
export type { Platform, PlatformAttributes, RuntimeRole, RuntimeType } from './platform.ts';
export {
  createPlatformDetector,
  databricksDetector,
  fabricDetector,
  lakeTraceDetectors,
  sparkDetector,
} from './platform-detectors.ts';
export {
  copyResourceAttributes,
  isUnnamedService,
  mergePlatformAttributes,
  type PlatformMerge,
} from './resource-merge.ts';
export { type DetectedRuntime, detectRuntime } from './runtime.ts';
