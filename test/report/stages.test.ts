// Stages: which fields name one, which say how long it took, and what else says it.
import { describe, expect, test } from 'vitest';
import { durationUnit, stageKind } from '../../src/report/field-words.ts';
import { failed, reportOf, START, said } from './report-records.ts';

const shown = async (...records: Parameters<typeof reportOf>[0][]) => {
  const { summary } = await reportOf(records.flatMap((some) => [...some]));
  return summary.stages.map(({ kind, name, run, start, duration, from }) => ({
    ...{ kind, name, run, start: start === null ? null : start - START, duration, from },
  }));
};

describe('a field names a stage', () => {
  test.each([
    ['stage', 'stage'],
    ['etl.step', 'step'],
    ['task_name', 'task'],
    ['taskName', 'task'],
    ['job.name', 'job'],
    ['Phase', 'phase'],
  ])('%s: a %s', (name, kind) => expect(stageKind(name)).toBe(kind));

  test.each(['stages', 'stage.id', 'taskId', 'backstage', 'job.run', 'name', '', `${'x.'.repeat(90)}stage`])(
    '%s: none',
    (name) => expect(stageKind(name)).toBeUndefined(),
  );
});

describe('a field says a duration', () => {
  test.each([
    ['milliseconds', 1],
    ['duration_ms', 1],
    ['durationMs', 1],
    ['elapsedSeconds', 1000],
    ['took_s', 1000],
    ['db.query.duration.us', 1e-3],
    ['spent_minutes', 60_000],
  ])('%s: in units of %d ms', (name, unit) => expect(durationUnit(name)).toBe(unit));

  test.each(['s', 'duration', 'timeout_ms', 'start_ms', 'epoch_seconds', 'items', 'retry_delay_ms'])(
    '%s: none',
    (name) => expect(durationUnit(name)).toBeUndefined(),
  );
});

describe('a stage lasts', () => {
  test('as long as its one record with a duration says, and ends with it', async () => {
    const fields = { stage: 'load' };
    expect(
      await shown([
        said({ at: 0, fields }),
        said({ at: 900, fields: { ...fields, duration_ms: 850 } }),
        said({ at: 950, fields }),
      ]),
    ).toEqual([{ kind: 'stage', name: 'load', run: '', start: 50, duration: 850, from: 'field' }]);
  });

  test('from its first record to its last, where none says it, or each its own part', async () => {
    const plain = { step: 'read' };
    const parts = { step: 'write', took_ms: 5 };
    expect(
      await shown(
        [said({ at: 100, fields: plain }), said({ at: 400, fields: plain })],
        [said({ at: 500, fields: parts }), said({ at: 800, fields: parts })],
      ),
    ).toEqual([
      { kind: 'step', name: 'read', run: '', start: 100, duration: 300, from: 'records' },
      { kind: 'step', name: 'write', run: '', start: 500, duration: 300, from: 'records' },
    ]);
  });

  test('no time that is known, where its records have none', async () => {
    expect(await shown([said({ at: null, fields: { stage: 1 } })])).toEqual([
      { kind: 'stage', name: '1', run: '', start: null, duration: null, from: 'records' },
    ]);
  });

  test('in each run by itself', async () => {
    const records = ['a', 'b'].map((run, index) =>
      said({ at: index * 1000, fields: { stage: 'load' }, resource: { 'laketrace.run.id': run } }),
    );
    expect((await shown(records)).map(({ run, start }) => [run, start])).toEqual([
      ['a', 0],
      ['b', 1000],
    ]);
  });
});

test('records that do not say their run are of the one that others say', async () => {
  const resource = { 'laketrace.run.id': 'a' };
  const unknown = (at: number) => said({ at, fields: { stage: 'load' }, resource: {} });
  const known = said({ at: 100, fields: { stage: 'load', ms: 80 }, resource });
  expect(await shown([unknown(0), known, unknown(150)])).toMatchObject([{ run: '', duration: 80, start: 20 }]);
  const other = said({ at: 100, fields: { stage: 'load' }, resource: { 'laketrace.run.id': 'b' } });
  expect((await shown([unknown(0), known, other])).map(({ run }) => run)).toEqual(['', 'a', 'b']);
});

test('warnings and errors of a stage are counted', async () => {
  const fields = { stage: 'load' };
  const { summary } = await reportOf([failed('busy', { fields }), said({ severity: 13, fields }), said({ fields })]);
  expect(summary.stages).toMatchObject([{ key: 'stage', records: 3, warnings: 1, errors: 1 }]);
});

test('a field that counts up does not become stages without end', async () => {
  const { summary } = await reportOf(Array.from({ length: 1500 }, (_, task) => said({ fields: { task } })));
  expect(summary.stages.length + summary.moreStages).toBe(1500);
  expect(summary.stages).toHaveLength(1000);
});

test('a duration that a record says before the end is of a part', async () => {
  const { summary } = await reportOf([
    said({ at: 0, fields: { stage: 'load' } }),
    said({ at: 800, message: 'extracted', fields: { stage: 'load', milliseconds: 800 } }),
    said({ at: 12_000, fields: { stage: 'load' } }),
  ]);
  expect(summary.stages).toMatchObject([{ name: 'load', duration: 12_000, from: 'records' }]);
});
