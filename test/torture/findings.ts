// Compares what is in the files of a scene, and in its morgue, with what was promised.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';
import { bodiesIn, textOf } from '../support/log-directory.ts';
import type { Round } from './plan.ts';
import { EXPORTER, lstatIfAny, MOVED, type Scene, TWIN } from './scene.ts';
import type { Range } from './writer-process.ts';

/** What the files of a round have shown. */
export interface Findings {
  /** How many different records are in them. */
  readonly records: number;
  /** How many were promised. */
  readonly promised: number;
  readonly problems: readonly string[];
}

interface FoundFile {
  readonly path: string;
  readonly name: string;
  /** Whether the torturer took it away, so that nobody could mend or finish it. */
  readonly isTaken: boolean;
  /** Whether it was taken away, or has a name that the torturer gave it. */
  readonly isRenamed: boolean;
  /** Whether it had two names when it was taken away: it was just being rotated. */
  readonly hadTwin: boolean;
  readonly inode: string;
  /** The name before compression and before the torturer's renaming: the same for a file and its archive. */
  readonly stem: string;
}

const ROTATED = /^app\.\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z\.jsonl(\.(?:gz|zst|bz2|zip))?$/;
/** What processes keep for themselves; where they are left in the log's directory, their names say so. */
const NO_LINES = /\.(?:tmp|lock|claim|torn)$/;

/**
 * Reads everything and compares.
 * @param ordered the labels of writers that put no chunk in a side file: the names of their files are in their order
 */
export async function examine(
  scene: Scene,
  { isChained, compression }: Pick<Round, 'isChained' | 'compression'>,
  promised: ReadonlyMap<string, readonly Range[]>,
  ordered: ReadonlySet<string>,
): Promise<Findings> {
  const problems: string[] = [];
  const strays = readdirSync(scene.elsewhere);
  if (strays.length > 0) problems.push(`the working directory of writers got ${strays.join(', ')}`);
  const files = [...listFiles(scene.logs, false), ...listFiles(scene.morgue, true)];
  for (const file of files) {
    if (!file.isRenamed) problems.push(...whyUnexpected(file, compression !== 'none'));
  }
  const whereIs = new Map<string, string>();
  const read = await readOnce(files, problems);
  problems.push(...orderProblems(read, ordered));
  for (const { name, bodies } of read) {
    const doubled = bodies.filter((body) => whereIs.has(body));
    const [first] = doubled;
    if (first !== undefined) {
      problems.push(
        `${doubled.length} records of ${name} are doubled, such as "${first}", also in ${whereIs.get(first)}`,
      );
    }
    for (const body of bodies) whereIs.set(body, name);
  }
  if (isChained) problems.push(...(await chainProblems(files)));
  let promises = 0;
  for (const [label, ranges] of promised) promises += comparePromises(label, ranges, whereIs, problems);
  return { records: whereIs.size, promised: promises, problems };
}

function listFiles(directory: string, isTaken: boolean): FoundFile[] {
  // Where the last start has failed, nobody has made it again after it was removed.
  if (lstatIfAny(directory) === undefined) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return listFiles(path, isTaken);
    const { dev, ino } = lstatSync(path);
    const hadTwin = entry.name.replace(/^\d+-/, '').startsWith(TWIN);
    const name = entry.name.replace(/^\d+-/, '').replace(TWIN, '');
    const stem = originalName(name).replace(/(?<=\.jsonl)\.\w+$/, '');
    return [{ path, name, isTaken, isRenamed: isTaken || name.endsWith(MOVED), hadTwin, inode: `${dev} ${ino}`, stem }];
  });
}

/** The name before the torturer changed it. */
function originalName(name: string): string {
  return name.endsWith(MOVED) ? name.slice(0, -MOVED.length) : name;
}

/** What a last start must not leave in the log's directory. */
function whyUnexpected({ name, path }: FoundFile, isCompressing: boolean): string[] {
  if (name === `${EXPORTER}.jsonl`) return [];
  if (name.endsWith('.torn')) return readFileSync(path).includes('\n') ? [`${name} holds a whole line`] : [];
  const rotated = ROTATED.exec(name);
  if (rotated === null) return [`${name} was left`];
  return rotated[1] === undefined && isCompressing ? [`${name} was left uncompressed`] : [];
}

interface ReadFile {
  readonly name: string;
  readonly isTaken: boolean;
  readonly bodies: readonly string[];
}

/** The bodies in each file, a file with two names being read once, and a file that has the lines of its own archive too. */
async function readOnce(files: readonly FoundFile[], problems: string[]): Promise<ReadFile[]> {
  const byInode = new Map<string, FoundFile>();
  const byStem = new Map<string, { readonly isRenamed: boolean; readonly text: string }[]>();
  const texts = new Set<string>();
  const result: ReadFile[] = [];
  for (const file of files.toSorted((a, b) => Number(a.hadTwin) - Number(b.hadTwin))) {
    if (NO_LINES.test(file.name)) continue;
    const twin = byInode.get(file.inode);
    if (twin !== undefined) {
      // Renamed, or moved with its whole directory, while it was just being rotated.
      if (!file.isRenamed && !twin.isRenamed) problems.push(`${file.name} and ${twin.name} are the same file`);
      continue;
    }
    byInode.set(file.inode, file);
    const text = await readText(file, problems);
    // One of two names was taken, and the writer may have continued the file under the other.
    if (file.hadTwin && texts.has(text)) continue;
    texts.add(text);
    const same = ROTATED.test(file.stem) ? (byStem.get(file.stem) ?? []) : [];
    // Renamed between the making of its archive and its removal: it could not be removed.
    if (same.some((other) => other.text === text && (other.isRenamed || file.isRenamed))) continue;
    byStem.set(file.stem, [...same, { isRenamed: file.isRenamed, text }]);
    result.push({ name: file.name, isTaken: file.isTaken, bodies: readBodies(file, text, problems) });
  }
  return result;
}

async function readText(file: FoundFile, problems: string[]): Promise<string> {
  let text: string;
  try {
    text = await textOf(file.path, originalName(file.name));
  } catch (error) {
    problems.push(`${file.name} cannot be read: ${(error as Error).message}`);
    return '';
  }
  // Only a file that was taken away from a writer that was then killed is never mended.
  return file.isTaken ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

function readBodies({ name }: FoundFile, text: string, problems: string[]): string[] {
  try {
    const bodies = bodiesIn(text);
    const last = new Map<string, number>();
    for (const body of bodies) {
      const [label = '', number = ''] = body.split(' ');
      if (Number(number) <= (last.get(label) ?? -1)) problems.push(`"${body}" is out of order in ${name}`);
      last.set(label, Number(number));
    }
    return bodies;
  } catch (error) {
    problems.push(`${name} has a torn line: ${(error as Error).message}`);
    return [];
  }
}

/**
 * Whatever the clock showed, the names of finished files sort as they were finished: of those that stayed, for what was taken away
 * no later process can know.
 */
function orderProblems(files: readonly ReadFile[], ordered: ReadonlySet<string>): string[] {
  const last = new Map<string, { number: number; name: string }>();
  const problems: string[] = [];
  const stayed = files.filter(({ name, isTaken }) => !isTaken && ROTATED.test(name));
  for (const { name, bodies } of stayed.toSorted(byName)) {
    for (const label of new Set(bodies.map((body) => body.split(' ')[0] ?? ''))) {
      if (!ordered.has(label)) continue;
      const numbers = bodies.filter((body) => body.startsWith(`${label} `)).map((body) => Number(body.split(' ')[1]));
      const before = last.get(label);
      if (before !== undefined && (numbers[0] ?? 0) < before.number) {
        problems.push(`${name} sorts after ${before.name}, but holds earlier records of ${label}`);
      }
      last.set(label, { number: numbers.at(-1) ?? 0, name });
    }
  }
  return problems;
}

function byName(a: ReadFile, b: ReadFile): number {
  return a.name < b.name ? -1 : 1;
}

/** A kill leaves a file without its closing line, and nothing else. */
async function chainProblems(files: readonly FoundFile[]): Promise<string[]> {
  const paths = files.filter(({ name, isTaken }) => !isTaken && !NO_LINES.test(name)).map(({ path }) => path);
  const { problems } = await verifyIntegrity(paths);
  return problems
    .filter(({ kind }) => kind !== 'unclosed')
    .map(({ kind, file, line, message }) => `chain ${kind} in ${basename(file)}:${line}: ${message}`);
}

/** Answers how many records were promised. */
function comparePromises(
  label: string,
  ranges: readonly Range[],
  found: ReadonlyMap<string, unknown>,
  problems: string[],
): number {
  let promised = 0;
  const missing: number[] = [];
  for (const [first, last] of ranges) {
    for (let i = first; i <= last; i++) {
      promised++;
      if (!found.has(`${label} ${i}`)) missing.push(i);
    }
  }
  if (missing.length > 0) {
    problems.push(`${missing.length} records of ${label} were promised and are missing, the first is ${missing[0]}`);
  }
  return promised;
}
