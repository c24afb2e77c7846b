// DuckDB with the macros of examples/lakehouse.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export const LAKEHOUSE: string = join(import.meta.dirname, '../../examples/lakehouse');

export type Row = Record<string, unknown>;

export async function connect(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(readFileSync(join(LAKEHOUSE, 'laketrace.sql'), 'utf8'));
  return connection;
}

export async function rows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson();
}
