// A folder of a volume of Unity Catalog: how it is named, and what it is called in addresses.
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { readPath } from './place.ts';

/** What a folder of a volume is given by. */
export interface GivenVolumePlace {
  readonly catalog: string;
  readonly schema: string;
  readonly volume: string;
  readonly path?: string | undefined;
}

/** In bytes: the Files API takes no larger file. */
export const LARGEST_FILE: number = 5 * 1024 ** 3;
/** Log files lie here where no path is given. */
const PATH = 'logs';
const LONGEST_NAME = 255;
/** No object of Unity Catalog has these in its name (Databricks, "Names" of the SQL language). */
const OF_NO_NAME = /[./ \p{Cc}]/u;

/**
 * The parts of a folder of a volume, from `Volumes` on. Unity Catalog keeps names in lower case.
 * @throws ConfigurationError
 */
export function readVolumePlace({ catalog, schema, volume, path = PATH }: GivenVolumePlace): string[] {
  const names = Object.entries({ catalog, schema, volume }).map(([option, name]) => readName(name, option));
  return ['Volumes', ...names, ...readPath(path, 'path')];
}

function readName(name: unknown, option: string): string {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME || OF_NO_NAME.test(name)) {
    const accepted = `the name of a ${option} alone, of up to ${LONGEST_NAME} characters, without dots, slashes, blanks and control characters`;
    throw new ConfigurationError(option, name, accepted);
  }
  return name.toLowerCase();
}
