// Lines of flat JSON -> records: ours under any names, those of pino, winston, bunyan and the like.
import { FLAT_DECODER, type FlatLine, fieldsOfShape, headOf } from './flat-fields.ts';
import {
  areCertain,
  areWhole,
  type FlatNames,
  findLevel,
  findNames,
  fits,
  fitsInPart,
  isPlausible,
  namesOfKind,
  namesOfPart,
  withLevel,
  withLogger,
} from './flat-names.ts';
import { LineShapes } from './line-shapes.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { planOf, type ShapePlan, shapedRecord } from './shaped-records.ts';
import { StoredRecord } from './stored-record.ts';

type Json = Record<string, unknown>;

/** Reads the lines of one file. */
export class FlatLines {
  #names: FlatNames | undefined;
  /** Whether the level has been found by what it says: one that nobody knows says little of where the next one stands. */
  #isLevelSure = false;
  readonly #shapes = new LineShapes();
  /** Of the names that are known now. */
  #plans = new Map<object, ShapePlan>();
  readonly #isPassing: boolean;

  /** @param isPassing whether records are done with before the bytes of their lines are gone */
  constructor(isPassing: boolean) {
    this.#isPassing = isPassing;
  }

  /** Takes over what another has found out about the same file. */
  learn(from: FlatLines): void {
    this.#names = from.#names;
    this.#isLevelSure = from.#isLevelSure;
  }

  /** The record of a line that is like one before it; nothing where it is not, and has to be parsed. */
  find(bytes: Buffer, start: number, end: number, file: string, number: number): StoredRecord | undefined {
    if (this.#plans.size === 0) return undefined;
    const line = this.#shapes.find(bytes, start, end);
    const plan = line === undefined ? undefined : this.#plans.get(line.shape);
    if (line === undefined || plan === undefined) return undefined;
    const record = shapedRecord(line, plan, file, number);
    if (!this.#isPassing) line.keep();
    return record;
  }

  /**
   * The record of a line.
   * @param parsed what it says, and how it is written
   */
  read({ line, text }: { readonly line: Json; readonly text: string }, file: string, number: number): StoredRecord {
    const ofFile = this.#namesFor(line);
    const ofLine = withLogger(ofFile, line);
    const names = namesOfKind(ofLine, line);
    const raw: FlatLine = { line, names, isFull: isFullRecord(line, names.message) };
    const isOfFile = ofFile === this.#names && names === ofLine;
    if (this.#isLevelSure && !raw.isFull && isOfFile && fits(names, line)) this.#learn(text, raw);
    return new StoredRecord(file, number, headOf(raw), FLAT_DECODER as RecordDecoder, raw, undefined);
  }

  #learn(text: string, { line, names }: FlatLine): void {
    const shape = this.#shapes.learn(text);
    const plan = shape === undefined ? undefined : planOf(shape, names, fieldsOfShape(shape.keys), line);
    if (shape !== undefined && plan !== undefined) this.#plans.set(shape, plan);
  }

  #namesFor(line: Json): FlatNames {
    const known = this.#names;
    if (known !== undefined && areWhole(known)) {
      const isLike = fits(known, line);
      if (isLike && this.#isLevelSure && areCertain(known)) return known;
      if (isLike) return this.#keep(this.#nearer(known, line), line);
      // A line that lacks a field unlearns nothing.
      if (fitsInPart(known, line)) return namesOfPart(known, line);
      const names = findNames(line);
      return areWhole(names) ? this.#keep(names, line) : names;
    }
    return this.#keep(findNames(line), line);
  }

  /** The names of a file, by a line that has them: its level, and its message where its name says little, may be others. */
  #nearer(known: FlatNames, line: Json): FlatNames {
    const names = this.#isLevelSure ? known : withLevel(known, findLevel(line, known.timestamp));
    if (areCertain(known)) return names;
    const { message } = findNames(line, known);
    return message === undefined || message === known.message ? names : { ...names, message };
  }

  #keep(names: FlatNames, line: Json): FlatNames {
    const { level } = names;
    if (!this.#isLevelSure || level !== this.#names?.level)
      this.#isLevelSure = level !== undefined && isPlausible('level', line[level]);
    if (names !== this.#names || !this.#isLevelSure) this.#plans.clear();
    this.#names = names;
    return names;
  }
}

/**
 * In other lines fields of these names are the application's. A full one has what every line has of ours between two of them, or all
 * three before its message: there an attribute never stands.
 */
function isFullRecord(line: Json, message: string | undefined): boolean {
  if (line.time_unix_nano === undefined || line.severity_number === undefined || line.observed_timestamp === undefined)
    return false;
  const keys = Object.keys(line);
  const [number, time] = [keys.indexOf('severity_number'), keys.indexOf('time_unix_nano')];
  if (BETWEEN.some((key) => isWithin(keys.indexOf(key), number, time))) return true;
  const last = Math.max(number, time, keys.indexOf('observed_timestamp'));
  return message !== undefined && keys.indexOf(message) > last;
}

/** Of every full line, between the number of its severity and its time; no attribute has these names. */
const BETWEEN: readonly string[] = ['event_name', 'trace_id', 'span_id'];

function isWithin(index: number, from: number, to: number): boolean {
  return from < index && index < to;
}
