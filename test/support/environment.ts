// Surroundings of an exporter in which a test decides about the file system, the time and the processes.
import { type FileEnvironment, machineEnvironment } from '../../src/file/system/file-environment.ts';

/** The machine, but for what a test replaces. */
export function environmentWith(parts: Partial<FileEnvironment>): FileEnvironment {
  return { ...machineEnvironment, now: () => Date.now(), ...parts };
}
