// Loads the packages of OpenTelemetry that are installed beside this one, when somebody needs them: all but the API are optional.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as api from '@opentelemetry/api';
import { nameClass } from '../foreign/shape.ts';
import { workingDirectory } from '../spec/absolute-path.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';

/** A package that is needed and is not installed. Its message says what to run. */
export class MissingPackageError extends Error {
  static {
    nameClass(MissingPackageError, 'MissingPackageError');
  }

  /** The packages to install, as npm takes them. */
  readonly packages: readonly string[];

  /**
   * @param purpose what needs them, such as `setupLakeTrace`
   * @param name of the package that was not found
   * @param packages what to install, as npm takes it
   * @param otherwise what helps where it is installed, and cannot be found
   */
  constructor(purpose: string, name: string, packages: readonly string[], otherwise = '') {
    super(`${purpose} needs ${name}, which is not installed: npm install ${packages.join(' ')}${otherwise}`);
    this.name = 'MissingPackageError';
    this.packages = packages;
  }
}

/** A package that was found. */
interface FoundPackage<Exports> {
  readonly exports: Exports;
  /** The path of its entry point: what it depends on is found from there. */
  readonly path: string;
}

/** The SDK for logs that is installed, of whichever line. */
export interface SdkPackages {
  readonly LoggerProvider: typeof import('@opentelemetry/sdk-logs').LoggerProvider;
  /** The package of resources that the SDK itself uses. */
  readonly resources: typeof import('@opentelemetry/resources');
}

/** Whether the API has logs of its own, as it does from 1.10 on: the line 3.x of the SDK. */
export const API_HAS_LOGS: boolean = 'logs' in api;

/** With API 1.9 and older npm would install a line of the SDK that needs a newer one. */
const OLDER_LINE = '@0.223';

/**
 * The SDK for logs.
 * @param purpose what needs it, for the error
 * @throws MissingPackageError
 */
export function loadSdk(purpose: string): SdkPackages {
  const sdk = requireFound<{ readonly LoggerProvider: SdkPackages['LoggerProvider'] }>('@opentelemetry/sdk-logs');
  if (sdk === undefined) {
    throw new MissingPackageError(purpose, '@opentelemetry/sdk-logs', sdkToInstall(), IN_BUNDLES);
  }
  const resources = requireFound<SdkPackages['resources']>('@opentelemetry/resources', [sdk.path]);
  if (resources === undefined) {
    throw new MissingPackageError(purpose, '@opentelemetry/resources', ['@opentelemetry/resources']);
  }
  return { LoggerProvider: sdk.exports.LoggerProvider, resources: resources.exports };
}

const IN_BUNDLES = ' (in a bundle, hand it over by the option sdk)';

/**
 * Checks the `sdk` option, by which a bundle hands over what cannot be found at run time.
 * @throws ConfigurationError
 */
export function requireSdk(option: string, value: unknown): asserts value is SdkPackages {
  const { LoggerProvider, resources }: Partial<Record<keyof SdkPackages, unknown>> = isObject(value) ? value : {};
  if (typeof LoggerProvider === 'function' && isObject(resources) && 'detectResources' in resources) return;
  const accepted = '{ LoggerProvider, resources }: of @opentelemetry/sdk-logs, and @opentelemetry/resources';
  throw ConfigurationError.ofKind(option, value, accepted);
}

function sdkToInstall(): string[] {
  return API_HAS_LOGS
    ? ['@opentelemetry/sdk-logs']
    : [`@opentelemetry/sdk-logs${OLDER_LINE}`, `@opentelemetry/api-logs${OLDER_LINE}`];
}

/**
 * A package that has to go with the SDK, such as an exporter.
 * @throws MissingPackageError
 */
export function loadPackage<Exports>(name: string, purpose: string): Exports {
  const found = requireFound<Exports>(name);
  if (found === undefined) {
    throw new MissingPackageError(purpose, name, [API_HAS_LOGS ? name : `${name}${OLDER_LINE}`]);
  }
  return found.exports;
}

/** A package, where it is installed. What it throws as it is loaded is thrown on. */
export function loadInstalled<Exports>(name: string): Exports | undefined {
  return requireFound<Exports>(name)?.exports;
}

/**
 * The CommonJS build of a package, where a part of the program has loaded that already: it may be another copy than the one that is
 * imported here.
 */
export function loadedCopy<Exports>(name: string): Exports | undefined {
  for (const place of places()) {
    const require = requireFrom(place);
    const path = pathOf(name, require);
    if (path !== undefined) return require.cache?.[path]?.exports as Exports | undefined;
  }
  return undefined;
}

/** A copy of a package that is installed. */
export interface InstalledCopy {
  readonly version: string;
  /** Its directory. */
  readonly path: string;
}

/** The copies of a package that are found from here, from the program and from the working directory. Nothing of them is loaded. */
export function copiesOf(name: string): InstalledCopy[] {
  const copies = new Map<string, InstalledCopy>();
  for (const place of places()) {
    const entry = pathOf(name, requireFrom(place));
    const copy = entry === undefined ? undefined : packageAround(name, entry);
    if (copy !== undefined) copies.set(copy.path, copy);
  }
  return [...copies.values()];
}

/** The package that a file belongs to: not all let their package.json be asked for. */
function packageAround(name: string, entry: string): InstalledCopy | undefined {
  for (let path = dirname(entry); path !== dirname(path); path = dirname(path)) {
    try {
      const found = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      if (found.name === name && typeof found.version === 'string') return { version: found.version, path };
    } catch {
      // None in this directory.
    }
  }
  return undefined;
}

/** @param from paths from which the package is looked for before others */
function requireFound<Exports>(name: string, from: readonly string[] = []): FoundPackage<Exports> | undefined {
  for (const place of [...from, ...places()]) {
    const require = requireFrom(place);
    const path = pathOf(name, require);
    if (path !== undefined) return { exports: require(path) as Exports, path };
  }
  return undefined;
}

/**
 * From where packages are looked for: from here, as an import would; where this package lies apart (a bundle, a global
 * installation), from the program, and from the working directory.
 */
function places(): string[] {
  const program = process.argv[1];
  // In a bundle there may be no URL of this module.
  const here: string | undefined = import.meta.url;
  const written = [here, program, join(workingDirectory() ?? '/', 'program.js')];
  return written.filter((place): place is string => typeof place === 'string' && isPlace(place));
}

function isPlace(place: string): boolean {
  try {
    requireFrom(place);
    return true;
  } catch {
    return false;
  }
}

function requireFrom(place: string): NodeJS.Require {
  return process.getBuiltinModule('node:module').createRequire(place);
}

function pathOf(name: string, require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
