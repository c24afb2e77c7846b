// The example that `npm start` runs: its own check of the records holds, and its files are as it says.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the ETL job reads back every record that it wrote', () => {
  // `npm test` has built the package; a single test may be run before.
  if (!existsSync(join(root, 'dist/cli.mjs'))) execFileSync('npm', ['run', 'build'], { cwd: root });
  const output = execFileSync(process.execPath, [join(root, 'examples/etl/main.ts'), '60000'], {
    cwd: root,
    encoding: 'utf8',
  });
  const [, written, read] = /OK: (\d+) records written, (\d+) read back/.exec(output) ?? [];
  expect(Number(written)).toBeGreaterThan(20_000);
  expect(read).toBe(written);
  expect(output).toMatch(/ERROR +\d+/);
  expect(output).toMatch(/[2-9] rotations/);
  expect(output).toContain('Log files: logs/etl/logs');
  expect(output).toMatch(
    /OK: [3-9] log files uploaded, [\d,]+ KiB, to logs\/etl\/lake: service=etl\/date=\d{4}-\d\d-\d\d/,
  );
  const [before = '', after = ''] = output.split('\n').filter((text) => text.includes('"message":"refund for'));
  for (const secret of ['ada@example.com', '4111 1111 1111 1111', 'battery', ':staple@']) {
    expect(before).toContain(secret);
    expect(after).not.toContain(secret);
  }
  expect(after).toContain('refund for [EMAIL], card [CREDIT_CARD]');
  expect(readdirSync(join(root, 'logs/etl/logs')).filter((name) => name.endsWith('.jsonl.gz')).length).toBeGreaterThan(
    1,
  );
  // It ends with commands to look into them, which work in a clone.
  const commands = output.match(/^ {2}npx laketrace .+$/gm) ?? [];
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const shown = execFileSync('sh', ['-c', command], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(shown).toMatch(/row|report\.html/);
  }
});
