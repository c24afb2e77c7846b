// Whether a file that no lock and no finished file speaks for is a log of LakeTrace all the same: by how it begins.
import type { LogIdentity } from '../file/leftovers/logs-in.ts';
import { attempt, call, readWhole, type Steps } from '../file/system/file-system.ts';
import { READ_OWN } from '../file/system/open-flags.ts';

/** Bytes that are looked at. */
const HEAD = 4096;
/** OTLP lines of ours say of which file they are, those of collectors do not. */
const OTLP = '{"resourceLogs":[{"laketraceFileId":"';
/** How a flat line of ours begins; others write the same keys with blanks, or in another order. */
const FLAT = /^\{"timestamp":"\d{4}-\d\d-\d\dT[\d:.]{1,20}(?:Z|[+-]\d\d:\d\d)","level":"[A-Z]{1,20}\d?","message":"/;
const KEYS_OF_FLAT = ['"logger_name":', '"hostname":', '"pid":'];
/** The name of an exporter, the process and thread where another one had the file of that name, and the extension. */
const NAME = /^([^.].*?)(?:\.\d{1,10}(?:-\d{1,10})?)?(\.(?:jsonl|log))$/;

/**
 * Whose log a file is. Of text that follows a template nobody can tell.
 * @returns nothing where it is none
 */
export function* ownLog(path: string, fileName: string): Steps<LogIdentity | undefined> {
  const [, name, extension] = NAME.exec(fileName) ?? [];
  if (name === undefined || extension === undefined) return undefined;
  const opened = yield* attempt(call('open', path, READ_OWN, 0));
  if ('error' in opened) return undefined;
  const fd = opened.value;
  try {
    if (!(yield* call('fstat', fd)).isFile()) return undefined;
    const buffer = Buffer.alloc(HEAD);
    const head = buffer.toString('latin1', 0, yield* readWhole(fd, buffer, 0, HEAD));
    const isFlat = FLAT.test(head) && KEYS_OF_FLAT.every((key) => head.includes(key));
    return isFlat || head.startsWith(OTLP) ? { name, extension } : undefined;
  } finally {
    yield* attempt(call('close', fd));
  }
}
