// Where the files of a logger are: in which directory, by which names, and that nobody else of it writes them.
import { join, resolve } from 'node:path';
import type { RotatingFileLogRecordExporter } from '../file/rotating-file-log-record-exporter.ts';
import { isOf } from '../foreign/shape.ts';
import type { LogPlace } from '../read/last-lines.ts';
import { defaultLogDirectory } from '../resource/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import type { LoggerSettings } from './logger-settings.ts';

/** Where the files of a logger are. */
export interface OwnPlace extends LogPlace {
  /** Whether they are written blocking. */
  readonly mayBlock: boolean;
}

/** The options that say where files are. */
const DIRECTORY_OPTIONS = ['logDir', 'directory', 'file'] as const;

/** The place of a logger's files; nothing where it has none, or an exporter of the user's own. */
export function ownPlace({ file, formats }: LoggerSettings): OwnPlace | undefined {
  if (file === false || isExporter(file)) return undefined;
  const { directory = defaultLogDirectory(), name = '', extension } = file;
  const ending = extension ?? (isObject(file.format) ? String(file.format['extension']) : formats.format.extension);
  return {
    directory: resolve(directory),
    name,
    extension: ending,
    active: `${name}${ending}`,
    mayBlock: file.enqueue !== true,
  };
}

/** Whether it is an exporter that the user has made. */
export function isExporter(file: LoggerSettings['file']): file is RotatingFileLogRecordExporter {
  return isOf<RotatingFileLogRecordExporter>(file, 'RotatingFileLogRecordExporter');
}

/** The path of the active file. */
export function pathOf({ directory, active }: OwnPlace): string {
  return join(directory, active);
}

/** Each record would be written twice, and the two would count the finished files of one another. */
export function ofLoggerItself(option: string, path: string): ConfigurationError {
  return new ConfigurationError(option, path, 'another file: this one the logger writes itself');
}

/**
 * Has a second configuration whose directory is the same text mean the same directory, also where the program has changed its working
 * directory meanwhile.
 */
export function inSameDirectory(
  settings: LoggerSettings,
  before: LoggerSettings,
  place: OwnPlace | undefined,
): LoggerSettings {
  const { file, given } = settings;
  const isSame = DIRECTORY_OPTIONS.every((name) => before.given.get(name)?.value === given.get(name)?.value);
  if (!isSame || place === undefined || file === false || isExporter(file)) return settings;
  return { ...settings, file: { ...file, directory: place.directory } };
}
