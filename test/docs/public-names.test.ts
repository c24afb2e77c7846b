// What users can call is named on a page: each value that the package exports, and each member of its classes.
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import * as laketrace from '../../src/index.ts';
import { repositoryFiles, textOf } from './pages.ts';

const pages = [
  'README.md',
  'docs/files.md',
  'docs/formats.md',
  'docs/privacy.md',
  'docs/platforms.md',
  'docs/collector.md',
  'docs/metrics.md',
  'docs/context.md',
  'docs/logger.md',
  'docs/setup.md',
  'docs/upload.md',
];
const named = new Set(pages.flatMap((path) => (textOf(path) ?? '').match(/[\w$]+/g) ?? []));

test('the README names each value that is exported', () => {
  const inReadme = new Set((textOf('README.md') ?? '').match(/\w+/g));
  expect(Object.keys(laketrace).length).toBeGreaterThan(15);
  expect(Object.keys(laketrace).filter((name) => !inReadme.has(name))).toEqual([]);
});

/** OpenTelemetry's SDK calls these, and says what they are. */
const OF_THE_SDK: readonly string[] = ['onEmit', 'enabled', 'export', 'forceFlush', 'shutdown'];

/** The members of the exported classes that the declarations of the package show: not private, not marked as internal. */
function membersIn(path: string): string[] {
  const text = textOf(path) ?? '';
  const { program, comments } = parseSync(path, text);
  const internal = comments.filter(({ value }) => value.includes('@internal'));
  const names: string[] = [];
  new Visitor({
    ClassDeclaration({ id, body }) {
      if (id === null || !(id.name in laketrace)) return;
      for (const member of body.body) {
        if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') continue;
        if (member.key.type !== 'Identifier' || member.key.name === 'constructor') continue;
        const { start } = member;
        if (internal.some(({ end }) => end <= start && text.slice(end, start).trim() === '')) continue;
        names.push(`${id.name}.${member.key.name}`);
      }
    },
  }).visit(program);
  return names;
}

const isNamed = (name: string): boolean => named.has(name) || OF_THE_SDK.includes(name);

test('a page names each member of the exported classes, or it is marked as internal', () => {
  const members = repositoryFiles()
    .filter((path) => /^src\/.*\.ts$/.test(path))
    .flatMap(membersIn);
  expect(members).toContain('LakeTraceLogRecordProcessor.onEmit');
  expect(members).not.toContain('RotatingFileLogRecordExporter.cleanErrors');
  expect(members.filter((member) => !isNamed(member.split('.')[1] ?? ''))).toEqual([]);
});
