// Records with some of their fields: those that are to be shown, or without those that are not.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { NAMES_OF_RECORD } from './record-fields.ts';
import type { SoughtNames } from './sought-names.ts';

/** Gives a record as it is shown. */
export type RecordPicture = (record: StoredLogRecord) => ReadableLogRecord;

/**
 * What shows records with some attributes.
 * @param shown names, of which `*` stands for anything; without one, all
 * @param hidden names of those that are not shown
 * @param sought gets all of them
 */
export function shownFields(shown: readonly string[], hidden: readonly string[], sought: SoughtNames): RecordPicture {
  if (shown.length === 0 && hidden.length === 0) return (record) => record;
  const isShown = shown.length === 0 ? () => true : anyName(shown);
  const isHidden = anyName(hidden);
  const looks = [
    ...shown.filter((name) => !NAMES_OF_RECORD.includes(name)).map((name) => lookFor(name, '--fields', sought)),
    ...hidden.map((name) => lookFor(name, '--hide', sought)),
  ];
  return (record) => {
    const entries = Object.entries(record.attributes);
    for (const look of looks) look(entries);
    const wanted = entries.filter(([key]) => isShown(key) && !isHidden(key));
    return withAttributes(record, Object.fromEntries(wanted) as ReadableLogRecord['attributes']);
  };
}

function lookFor(name: string, option: string, sought: SoughtNames): (entries: readonly [string, unknown][]) => void {
  const isIt = anyName([name]);
  const otherwise = NAMES_OF_RECORD.includes(name)
    ? `${name} is shown in any case; write what is to be shown: --format template:'{message}'`
    : undefined;
  const note = sought.seek({
    option,
    missing: `no record that is shown has a field ${name}`,
    name,
    known: [],
    otherwise,
  });
  let isFound = false;
  return (entries) => {
    if (isFound) return;
    isFound = entries.some(([key]) => isIt(key));
    note(isFound, () => entries.map(([key]) => key));
  };
}

function withAttributes(record: StoredLogRecord, attributes: ReadableLogRecord['attributes']): ReadableLogRecord {
  const { hrTime, hrTimeObserved, severityNumber, severityText, body, eventName } = record;
  const { spanContext, resource, instrumentationScope, droppedAttributesCount } = record;
  return {
    ...{ hrTime, hrTimeObserved, severityNumber, severityText, body, eventName },
    ...{ spanContext, resource, instrumentationScope, droppedAttributesCount, attributes },
  } as ReadableLogRecord;
}

/** Names of a list: `a,b` and `a b` alike. */
export function namesOf(lists: readonly string[] | undefined): string[] {
  return (lists ?? []).flatMap((list) => list.split(/[\s,]+/)).filter((name) => name !== '');
}

function anyName(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.filter((name) => !name.includes('*')));
  const patterns = names.filter((name) => name.includes('*')).map((name) => name.split('*'));
  return (name) => exact.has(name) || patterns.some((parts) => isLike(name, parts));
}

/** Whether a name consists of these parts, with anything between them. */
function isLike(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
