// Loads the clients of lakes that are installed beside this package, when somebody uploads: all are optional.
import { loadInstalled, MissingPackageError } from './sdk-packages.ts';

/**
 * A package of a vendor.
 * @param purpose what needs it, for the error
 * @param name of the package
 * @param install what to install where it is missing
 * @throws MissingPackageError
 */
export function loadLakePackage<Exports>(purpose: string, name: string, install: readonly string[] = [name]): Exports {
  const found = loadInstalled<Exports>(name);
  if (found === undefined) throw new MissingPackageError(purpose, name, install);
  return found;
}
