// The upload of a logger's files to the lake of its platform.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../src/index.ts';
import { uploadToLakehouse } from '../../src/logger/lakehouse-upload.ts';
import { bodiesInDirectory } from '../support/log-directory.ts';
import { logRecord } from '../support/log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function processorIn(directory: string): LakeTraceLogRecordProcessor {
  return new LakeTraceLogRecordProcessor({ file: { directory, name: 'app' } });
}

test('all files of the logger go to the mounted lakehouse', async () => {
  const directory = temporaryDirectory();
  const lakehouseFiles = temporaryDirectory();
  const running = { platform: 'fabric', attributes: {}, lakehouseFiles };
  writeFileSync(join(directory, 'other.2026-01-31T12-00-00.000Z.jsonl'), 'not of this logger\n');
  const processor = processorIn(directory);
  processor.onEmit(logRecord('one') as never);
  const call = { processor, targetPath: 'Files/logs', maxRetries: 2, running };
  expect(await uploadToLakehouse(call)).toBeUndefined();
  processor.onEmit(logRecord('two') as never);
  expect(await uploadToLakehouse(call)).toBeUndefined();
  await processor.shutdown();
  const [service = ''] = readdirSync(join(lakehouseFiles, 'logs'));
  const [day = ''] = readdirSync(join(lakehouseFiles, 'logs', service));
  expect(await bodiesInDirectory(join(lakehouseFiles, 'logs', service, day))).toEqual(['one', 'two']);
});

test('why it did not succeed, and where the files remain', async () => {
  const directory = temporaryDirectory();
  const lakehouseFiles = temporaryDirectory();
  writeFileSync(join(lakehouseFiles, 'logs'), 'a file where the folder should be');
  const running = { platform: 'fabric', attributes: {}, lakehouseFiles };
  const processor = processorIn(directory);
  const call = { processor, targetPath: 'Files/logs', maxRetries: 0, running };
  expect(await uploadToLakehouse(call)).toBe('there are no files');
  processor.onEmit(logRecord('one') as never);
  const why = await uploadToLakehouse(call);
  await processor.shutdown();
  expect(why).toMatch(
    /^1 of 1 files were not uploaded: .* A part of the path is a file: choose another place; app\..*\.jsonl remain in /,
  );
});
