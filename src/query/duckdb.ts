// DuckDB, where its package is installed: a connection of our own, and what comes out of it as plain values.
import { availableParallelism } from 'node:os';
import { availableMemory } from 'node:process';
import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { messageOf } from '../foreign/shape.ts';
import { loadInstalled, MissingPackageError } from '../sdk/sdk-packages.ts';
import { literal } from './log-view.ts';

const MIB = 1024 ** 2;
/**
 * What a database may take. Records are read as a stream: memory is for what is sorted and grouped, which goes to the disk where it is more.
 * DuckDB counts most of what it takes, and not its readers, its writers and itself.
 */
export interface DatabaseRoom {
  readonly bytes: number;
  /** Each has buffers of its own. */
  readonly threads: number;
}

export const ROOM_FOR_QUESTIONS: DatabaseRoom = { bytes: 640 * MIB, threads: 4 };
/** What is converted is sorted by time, which the disk does as well. */
export const ROOM_FOR_FILES: DatabaseRoom = { bytes: 256 * MIB, threads: 2 };
/** Bytes of a line beyond which {@link Database.expectLines} changes something, and how often it is counted. */
const LONG_LINE = 4 * MIB;
const OF_LONG_LINE = 64;
/** How much memory a database may take, in bytes. DuckDB's own default, four fifths of the machine's, pushes out what runs beside it. */
function memoryLimit({ bytes }: DatabaseRoom): number {
  return Math.min(bytes, Math.floor(availableMemory() / 2));
}

/** What DuckDB says where a limit is reached is about its settings: people need to know what to ask instead. */
export function explained(error: unknown, room: DatabaseRoom): unknown {
  const message = messageOf(error);
  if (/No space left on device|max_temp_directory_size/.test(message))
    return new Error('the disk has too little room for what is sorted or grouped; set TMPDIR to a directory with more');
  if (!message.startsWith('Out of Memory')) return error;
  const megabytes = Math.floor(memoryLimit(room) / MIB);
  const remedy = 'filter more, group by fewer values, or allow more by "SET memory_limit = \'4GB\'; select …"';
  return new Error(`the answer needs more than ${megabytes} MiB of memory: ${remedy}`);
}

type Package = typeof import('@duckdb/node-api');

const PACKAGE = '@duckdb/node-api';
/** What is older does not understand the macros. */
const OLDEST_MINOR = 3;
const NEW_ENOUGH = `${PACKAGE} 1.${OLDEST_MINOR} or newer`;

/** @param version of DuckDB, such as `v1.5.6` */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  return major < 1 || (major === 1 && minor < OLDEST_MINOR);
}

/** A column of a result. */
export interface Column {
  readonly name: string;
  /** As SQL writes it: `VARCHAR`, `MAP(VARCHAR, VARCHAR)`. */
  readonly type: string;
  /** Whether its values are numbers, which people want on the right. */
  readonly isNumber: boolean;
}

/** A value as JSON has it; an integer that is no double is a bigint. */
export type PlainValue = null | boolean | number | bigint | string | PlainValue[] | { [name: string]: PlainValue };

/** What a statement gave. */
export interface Rows {
  readonly columns: readonly Column[];
  /** The rows, as they come. */
  chunks(): AsyncIterable<PlainValue[][]>;
}

/** A database in memory. */
export class Database {
  readonly #package: Package;
  readonly #connection: DuckDBConnection;
  readonly #room: DatabaseRoom;

  private constructor(exports: Package, connection: DuckDBConnection, room: DatabaseRoom) {
    this.#package = exports;
    this.#connection = connection;
    this.#room = room;
  }

  /**
   * @param purpose what needs it, for the error
   * @param temporary a directory for what has no room in memory
   * @throws MissingPackageError
   */
  static async open(purpose: string, temporary: string, room: DatabaseRoom): Promise<Database> {
    const exports = loadInstalled<Package>(PACKAGE);
    if (exports === undefined) throw new MissingPackageError(purpose, PACKAGE, [PACKAGE]);
    if (isTooOld(exports.version())) throw new MissingPackageError(purpose, NEW_ENOUGH, [`${PACKAGE}@latest`]);
    const instance = await exports.DuckDBInstance.create(':memory:', {
      temp_directory: temporary,
      memory_limit: `${memoryLimit(room)}B`,
      threads: String(Math.min(availableParallelism(), room.threads)),
    });
    const database = new Database(exports, await instance.connect(), room);
    // Nothing comes from the network by itself. Times of records are in UTC: so is `now()`, beside which they are held.
    await database.run("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'");
    return database;
  }

  /**
   * Has room for long lines. One fills a vector of its own, which DuckDB counts by powers of two and many times over; what it takes
   * is a fourth of that.
   * @param longest in bytes
   */
  async expectLines(longest: number): Promise<void> {
    if (longest > LONG_LINE)
      await this.run(`SET threads = 1; SET memory_limit = '${memoryLimit(this.#room) + longest * OF_LONG_LINE}B'`);
  }

  /** Runs statements that give nothing. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /**
   * Runs statements one after the other.
   * @returns what the last of them gives, once its first rows are there; nothing where there is none
   */
  async query(sql: string): Promise<Rows | undefined> {
    const statements = await this.#connection.extractStatements(sql);
    for (let index = 0; index < statements.count; index++) {
      const prepared = await statements.prepare(index);
      const isLast = index === statements.count - 1;
      if (isLast) return this.#rowsOf(await prepared.stream());
      await prepared.run();
    }
    return undefined;
  }

  /** Looks whether statements can be run, as far as that shows before they are: later ones may need what the first one makes. */
  async check(sql: string): Promise<void> {
    const statements = await this.#connection.extractStatements(sql);
    if (statements.count > 0) (await statements.prepare(0)).destroySync();
  }

  /** Writes the result of a query to a file, over what is in it. */
  async copy(query: string, path: string, format: string): Promise<void> {
    await this.#connection.run(`COPY (${query}) TO ${literal(path)} (${format}, USE_TMP_FILE false)`);
  }

  /** Ends what is running. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /** Gives memory back. */
  close(): void {
    this.#connection.closeSync();
  }

  async #rowsOf(result: DuckDBResult): Promise<Rows> {
    const types = result.columnTypes();
    const { DuckDBTypeId: id } = this.#package;
    const numbers: readonly number[] = [
      ...[id.TINYINT, id.SMALLINT, id.INTEGER, id.BIGINT, id.HUGEINT, id.UTINYINT, id.USMALLINT, id.UINTEGER],
      ...[id.UBIGINT, id.UHUGEINT, id.FLOAT, id.DOUBLE, id.DECIMAL],
    ];
    const columns = result.columnNames().map((name, index) => {
      const type = types[index];
      return { name, type: String(type), isNumber: type !== undefined && numbers.includes(type.typeId) };
    });
    const plain = plainValues(this.#package);
    // Chunk by chunk, which the oldest version that is taken can do as well.
    const first = await result.fetchChunk();
    return {
      columns,
      async *chunks() {
        for (let chunk = first; chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
          yield chunk.convertRows(plain) as PlainValue[][];
      },
    };
  }
}

type Converter = (value: DuckDBValue, type: DuckDBType, converter: Converter) => PlainValue;

/** Converts the values of DuckDB: known by their types, as the package's classes may be another copy's. */
function plainValues({ DuckDBTypeId: id }: Package): Converter {
  const elements = (value: DuckDBValue, type: DuckDBType, convert: Converter): PlainValue => {
    const { items } = value as unknown as { readonly items: readonly DuckDBValue[] };
    const { valueType } = type as unknown as { readonly valueType: DuckDBType };
    return items.map((item) => convert(item, valueType, convert));
  };
  const entries = (value: DuckDBValue, type: DuckDBType, convert: Converter): PlainValue => {
    const { entries: pairs } = value as unknown as {
      readonly entries: readonly { key: DuckDBValue; value: DuckDBValue }[];
    };
    const { keyType, valueType } = type as unknown as { readonly keyType: DuckDBType; readonly valueType: DuckDBType };
    return objectOf(
      pairs.map((pair) => [textOf(convert(pair.key, keyType, convert)), convert(pair.value, valueType, convert)]),
    );
  };
  const fields = (value: DuckDBValue, type: DuckDBType, convert: Converter): PlainValue => {
    const { entries: values } = value as unknown as { readonly entries: Readonly<Record<string, DuckDBValue>> };
    const { entryNames, entryTypes } = type as unknown as {
      readonly entryNames: readonly string[];
      readonly entryTypes: readonly DuckDBType[];
    };
    return objectOf(
      entryNames.map((name, index) => [name, convert(values[name] ?? null, entryTypes[index] as DuckDBType, convert)]),
    );
  };
  return (value, type, convert) => {
    if (value === null || value === undefined) return null;
    switch (type.typeId) {
      case id.LIST:
      case id.ARRAY:
        return elements(value, type, convert);
      case id.MAP:
        return entries(value, type, convert);
      case id.STRUCT:
        return fields(value, type, convert);
      case id.TIMESTAMP:
      case id.TIMESTAMP_S:
      case id.TIMESTAMP_MS:
      case id.TIMESTAMP_NS:
      case id.TIMESTAMP_TZ:
        return timeText(String(value));
      default:
        return scalar(value);
    }
  };
}

const TIME = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)?(:\d\d)?$/;

/** A time as RFC 3339 has it. One without a zone is in UTC, as those of records are. */
function timeText(text: string): string {
  const [, day, time, hours = '+00', minutes = ':00'] = TIME.exec(text) ?? [];
  if (day === undefined) return text;
  return `${day}T${time}${hours === '+00' && minutes === ':00' ? 'Z' : hours + minutes}`;
}

function scalar(value: DuckDBValue): PlainValue {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return BigInt.asIntN(53, value) === value ? Number(value) : value;
  return String(value);
}

function objectOf(entries: readonly (readonly [string, PlainValue])[]): { [name: string]: PlainValue } {
  const object: { [name: string]: PlainValue } = {};
  for (const [name, value] of entries) {
    // Names come from outside: `__proto__` is one like any other.
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

function textOf(value: PlainValue): string {
  return typeof value === 'string' ? value : String(value);
}
