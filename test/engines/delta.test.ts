// The jobs over Delta tables, with open-source Spark and Delta Lake: the notebook of Fabric as it stands, those of Databricks with what only
// Databricks has replaced. Each record is in the table once, whatever comes again.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { deltaTable, LAKEHOUSE, makeLogs, type Row, rows, runPython } from './spark-job.ts';

const EACH = 2000;
const INVALID = ['no JSON', '{"resourceSpans":[]}'];

const lineOf = (n: number): string => {
  const uid = { key: 'log.record.uid', value: { stringValue: `late-${n}` } };
  const record = { timeUnixNano: '1769900000000000000', body: { stringValue: 'late' }, attributes: [uid] };
  return `${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })}\n`;
};

describe.skipIf(inject('python') === '')('into Delta tables', () => {
  const output = mkdtempSync(join(tmpdir(), 'laketrace-delta-'));
  afterAll(() => rmSync(output, { recursive: true }));

  /** A directory of a job's own, with its logs; two of the files have lines that are no log. */
  function prepare(name: string): { readonly cwd: string; readonly logs: string } {
    const cwd = join(output, name);
    const logs = join(cwd, 'Files/laketrace');
    mkdirSync(logs, { recursive: true });
    makeLogs(logs, EACH, 'gzip');
    // As LakeTrace names a rotated file, and as gateway.yaml does.
    for (const name of ['other.2026-01-31T12-00-00.000Z.jsonl', 'other-2026-01-31T12-00-00.000-size.jsonl']) {
      writeFileSync(join(logs, name), `${INVALID.join('\n')}\n${lineOf(name.includes('Z') ? 0 : 2)}`);
    }
    return { cwd, logs };
  }

  /** Runs a script where tables have names that outlive it, as on the platforms. */
  async function run(script: string, cwd: string): Promise<void> {
    const conf = {
      'spark.jars': inject('deltaJars'),
      'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
      'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
      'spark.databricks.delta.snapshotPartitions': '2',
      'spark.sql.catalogImplementation': 'hive',
      'spark.sql.warehouse.dir': join(cwd, 'tables'),
    };
    await runPython(
      [script],
      cwd,
      Object.entries(conf).map(([key, value]) => `${key}=${value}`),
    );
  }

  /** How many records the table has, how many are different, and what the log's numbers add up to. */
  const counts = async (cwd: string, table: string): Promise<Row | undefined> =>
    (
      await rows(
        `SELECT count(*)::INT AS records, count(DISTINCT record_id)::INT AS ids, sum(attributes['n']::BIGINT)::INT AS sum,
          count(*) FILTER (body = 'late')::INT AS late FROM ${deltaTable(join(cwd, 'tables', table))}`,
      )
    )[0];

  const expected = (late: number): Row => ({
    records: EACH + late,
    ids: EACH + late,
    sum: (EACH * (EACH - 1)) / 2,
    late,
  });

  const quarantine = async (cwd: string): Promise<unknown[]> => {
    const found = await rows(`SELECT line FROM ${deltaTable(join(cwd, 'tables/invalid_lines'))}`);
    return found.map(({ line }) => line).sort();
  };

  /** After a run: what was plain is there compressed as well, and there is one more record, and one of before. */
  function more(logs: string): void {
    for (const name of readdirSync(logs).filter((one) => one.endsWith('.jsonl'))) {
      const named = name.includes('Z.') ? name : name.replace('.jsonl', '.2026-02-01T00-00-00.000Z.jsonl');
      writeFileSync(join(logs, `${named}.gz`), gzipSync(readFileSync(join(logs, name))));
    }
    writeFileSync(join(logs, 'other.2026-02-01T00-00-00.000Z.jsonl'), lineOf(0) + lineOf(1));
  }

  /** Puts a script where it can run here. @param replaced what of it only the platform has, and what stands for it */
  function scriptFor(name: string, cwd: string, replaced: Readonly<Record<string, string>>): string {
    let text = readFileSync(join(LAKEHOUSE, name), 'utf8');
    for (const [constant, value] of Object.entries(replaced)) {
      const line = new RegExp(`^${constant} = ".*"$`, 'm');
      expect(text).toMatch(line);
      text = text.replace(line, `${constant} = ${JSON.stringify(value)}`);
    }
    for (const module of ['laketrace_spark.py', 'laketrace_delta.py'])
      copyFileSync(join(LAKEHOUSE, module), join(cwd, module));
    writeFileSync(join(cwd, name), text);
    return join(cwd, name);
  }

  describe('fabric_notebook.py', () => {
    const { cwd, logs } = inject('python') === '' ? { cwd: '', logs: '' } : prepare('fabric');
    const notebook = join(LAKEHOUSE, 'fabric_notebook.py');

    beforeAll(async () => {
      // Where the resources of a notebook are.
      mkdirSync(join(cwd, 'builtin'));
      for (const module of ['laketrace_spark.py', 'laketrace_delta.py'])
        copyFileSync(join(LAKEHOUSE, module), join(cwd, 'builtin', module));
      await run(notebook, cwd);
    });

    test('has each record and each invalid line once', async () => {
      expect(await counts(cwd, 'log_records')).toEqual(expected(2));
      expect(await quarantine(cwd)).toEqual(INVALID.toSorted());
      const partitions = readdirSync(join(cwd, 'tables/log_records'), { recursive: true }).map(String);
      expect(partitions).toContain('date=2026-01-31/service_name=orders');
    });

    test('run again, with files that were compressed since and one record more, adds that one', async () => {
      more(logs);
      await run(notebook, cwd);
      expect(await counts(cwd, 'log_records')).toEqual(expected(3));
      expect(await quarantine(cwd)).toEqual(INVALID.toSorted());
    });
  });

  describe("databricks_autoloader.py, with Spark's own source of files", () => {
    const { cwd, logs } = inject('python') === '' ? { cwd: '', logs: '' } : prepare('autoloader');
    let script = '';

    beforeAll(async () => {
      script = scriptFor('databricks_autoloader.py', cwd, {
        FORMAT: 'text',
        SOURCE: logs,
        CHECKPOINT: join(cwd, 'checkpoint'),
        RECORDS: 'log_records',
        INVALID: 'invalid_lines',
      });
      await run(script, cwd);
    });

    test('has what is in finished files, each record and each invalid line once, and leaves the active file for later', async () => {
      const found = await counts(cwd, 'log_records');
      expect(found?.['records']).toBe(found?.['ids']);
      const active = readFileSync(join(logs, 'orders.jsonl'), 'utf8').match(/"timeUnixNano"/g)?.length ?? 0;
      expect(active).toBeGreaterThan(0);
      expect(found?.['records']).toBe(EACH + 2 - active);
      expect(await quarantine(cwd)).toEqual(INVALID.toSorted());
    });

    test('run again, reads what is new since, of which it adds what it had not', async () => {
      more(logs);
      await run(script, cwd);
      expect(await counts(cwd, 'log_records')).toEqual(expected(3));
      expect(await quarantine(cwd)).toEqual(INVALID.toSorted());
    });

    test('without its checkpoint it reads all again, and adds nothing', async () => {
      rmSync(join(cwd, 'checkpoint'), { recursive: true });
      await run(script, cwd);
      expect(await counts(cwd, 'log_records')).toEqual(expected(3));
      expect(await quarantine(cwd)).toEqual(INVALID.toSorted());
    });
  });

  describe("databricks_lakeflow.py, with a stand-in for the platform's module", () => {
    const { cwd, logs } = inject('python') === '' ? { cwd: '', logs: '' } : prepare('lakeflow');
    let script = '';

    beforeAll(async () => {
      script = scriptFor('databricks_lakeflow.py', cwd, { FORMAT: 'text', SOURCE: logs });
      copyFileSync(join(import.meta.dirname, 'dlt.py'), join(cwd, 'dlt.py'));
      await run(script, cwd);
      more(logs);
      await run(script, cwd);
    });

    test('its queries run as streams, and have each record once after two updates', async () => {
      expect(await counts(cwd, 'log_records')).toEqual(expected(3));
      expect(new Set(await quarantine(cwd))).toEqual(new Set(INVALID));
    });
  });
});
