// The environment of an exporter, of which a test decides the file system, the time and the processes.
import { type FileEnvironment, machineEnvironment } from '../../src/file/system/file-environment.ts';

/** The environment of this process, but for what a test replaces. */
export function environmentWith(parts: Partial<FileEnvironment>): FileEnvironment {
  return { ...machineEnvironment, now: () => Date.now(), ...parts };
}
