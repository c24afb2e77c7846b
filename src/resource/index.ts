// What other folders and the public API take from this folder.

export type { DetectionOptions, PathStats, ReadOnlyFileSystem } from './environment.ts';
export {
  defaultLogDirectory,
  type LakeMount,
  type LogDirectoryOptions,
  type UnsuitableDirectory,
  unsuitableLogDirectory,
} from './log-directory.ts';
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
