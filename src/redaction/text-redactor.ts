// Finds and masks in one text: the scan, the custom patterns, what is allowed, the rewriting, the counting.

import { ignore, tell } from '../foreign/call.ts';
import { MOST_TIME } from '../foreign/expression.ts';
import { asError } from '../foreign/shape.ts';
import { TimeLimit, UnderWay } from '../foreign/time-limit.ts';
import { isSecretValue } from './credentials/judgement/credential-judgement.ts';
import { type CredentialWord, credentialNameBefore } from './credentials/names/credential-words.ts';
import { isRemark } from './credentials/values/remarks.ts';
import { GuardedPattern } from './custom-patterns.ts';
import { triggersOf } from './entity-detectors.ts';
import { constantMask, label, type Masker, prepareMask } from './masks.ts';
import { MatcherList } from './matcher-list.ts';
import type { ResolvedOptions } from './redaction-options.ts';
import { RewrittenText } from './rewritten-text.ts';
import { ENTITY_NAMES, type Entity } from './scan/entities.ts';
import type { Rule } from './scan/rule.ts';
import { Scan } from './scan/scan.ts';
import { Scanner } from './scan/scanner.ts';
import type { SpanList } from './scan/spans.ts';
import { endBeforeSeparator } from './scan/text-ends.ts';

/** A hit of {@link TextRedactor.explain}. */
export interface Explanation {
  /** The entity, or the name of the custom pattern. */
  readonly entity: string;
  /** The rule that found it. */
  readonly rule: string;
  /** Index of its first code unit in the text. */
  readonly start: number;
  /** Index after its last code unit. */
  readonly end: number;
  /** Why it is believed. */
  readonly evidence: string;
}

/** What would become of a text. */
export interface Preview {
  readonly masked: string;
  readonly entities: readonly string[];
  /** Whether all patterns could be run to their end. */
  readonly isKnown: boolean;
}

/** How often each entity (or custom pattern) was masked. */
export type RedactionCounts = Record<string, number>;

/** No secret is shorter than this, so that shorter texts are not looked at. `::1` is the shortest. */
const SHORTEST_TEXT = 3;
const PATTERN_EVIDENCE = 'the custom pattern matched';
/** The rule of a text that is masked whole, whatever it is: its mask shows nothing of it. */
const NOT_FINISHED = 'pattern not finished';
const NOT_FINISHED_EVIDENCE = 'the custom pattern could not be run to its end in time';

const NO_ENTITIES: ReadonlySet<Entity> = new Set();
/** The view of a name, for what reads names: they report nothing, so that all redactors may have the same one. */
let nameScan: Scan | undefined;

export class TextRedactor {
  /** Totals since the start. */
  readonly counts: RedactionCounts = {};
  /** What was masked since {@link startTally}; `undefined` for nothing. */
  tally: RedactionCounts | undefined;

  readonly #scanner: Scanner;
  readonly #patterns: readonly GuardedPattern[];
  readonly #allow: MatcherList | undefined;
  readonly #masks = new Map<string, Masker>();
  readonly #defaultMask: Masker;
  /** By the rank of an entity what stands in its place whatever the value: the value need not be cut out then. */
  readonly #constants: readonly (string | undefined)[];
  /** A mask function may redact something itself, and the spans of the scan are then those of the other text. */
  readonly #isCallingOut: boolean;
  /** Whether any mask is a function, that of a pattern included. */
  readonly #hasMaskFunctions: boolean;
  readonly #maskFunctions = new TimeLimit();
  readonly #report: (error: unknown) => void;
  #isLimitReported = false;
  readonly #masking = new UnderWay();

  constructor(options: ResolvedOptions) {
    this.#scanner = new Scanner(triggersOf(options.entities), options.entities);
    const report = (error: unknown): void => reportTo(options.onError, error);
    this.#report = report;
    this.#patterns = options.patterns.map((pattern) => new GuardedPattern(pattern, report));
    this.#allow =
      options.allow.length > 0 ? new MatcherList(options.allow, 'exact', 'redaction.allow', report) : undefined;
    this.#isCallingOut = [options.mask, ...options.masks.values()].some((mask) => typeof mask === 'function');
    this.#hasMaskFunctions = this.#isCallingOut || options.patterns.some(({ mask }) => typeof mask === 'function');
    this.#defaultMask = prepareMask(options.mask, options.hashKey, report);
    for (const [entity, mask] of options.masks) this.#masks.set(entity, prepareMask(mask, options.hashKey, report));
    this.#constants = ENTITY_NAMES.map((entity) => constantMask(options.masks.get(entity) ?? options.mask, entity));
    for (const { name, mask } of options.patterns) {
      if (mask !== undefined) this.#masks.set(name, prepareMask(mask, options.hashKey, report));
    }
  }

  startTally(): void {
    this.tally = undefined;
  }

  /** The text with every hit masked; the same string when there is none. `name` is the attribute it stands under. */
  redact(text: string, name = ''): string {
    if (text.length < SHORTEST_TEXT) return text;
    const spans = this.#scanner.run(text, name);
    if (this.#patterns.length === 0 && this.#allow === undefined && !this.#isCallingOut)
      return spans.size === 0 ? text : this.#rewriteSpans(text, spans);
    return this.#rewrite(text, this.#collect(text, spans));
  }

  /** The hits in a text, in order. Counts nothing. */
  explain(text: string, name = ''): Explanation[] {
    return this.#collect(text, this.#scanner.run(text, name));
  }

  /** What {@link redact} would return for a text, and the entities that it would count. */
  preview(text: string): Preview {
    const hits = text.length < SHORTEST_TEXT ? [] : this.explain(text);
    return {
      masked: this.#replace(text, hits),
      entities: hits.map(({ entity }) => entity),
      isKnown: hits[0]?.rule !== NOT_FINISHED,
    };
  }

  /** The text with one whole hit in it masked and counted. */
  maskWhole(value: string, entity: string, rule: string): string {
    this.count(entity);
    return this.#replace(value, [{ entity, rule, start: 0, end: value.length }]);
  }

  /** Whether a name or value is one of those that are never touched; `undefined` where that took too long to tell. */
  allows(text: string): boolean | undefined {
    return this.#allow === undefined ? false : this.#allow.has(text);
  }

  count(entity: string): void {
    this.counts[entity] = (this.counts[entity] ?? 0) + 1;
    this.tally ??= {};
    this.tally[entity] = (this.tally[entity] ?? 0) + 1;
  }

  /** The credential word that a name ends in, before a separator (`Password:`) too. */
  wordOf(name: string): CredentialWord | undefined {
    nameScan ??= new Scan(NO_ENTITIES);
    nameScan.load(name);
    return credentialNameBefore(nameScan, endBeforeSeparator(nameScan, name.length))?.word;
  }

  /**
   * Whether a value under a credential word, as of an attribute, is a secret as a whole. Blanks around it are not judged: what is read
   * from a file has a line end.
   * @param isVague whether it must look chosen
   */
  isSecretUnder(word: CredentialWord, value: string, isVague = false): boolean {
    const bare = value.trim();
    const judged = bare.length > 256 ? bare.slice(0, 256) : bare;
    return (
      isSecretValue(word, judged, { ...STRUCTURED, isVague }) &&
      !isRemark(bare) &&
      this.allows(value) !== true &&
      this.allows(bare) !== true
    );
  }

  /** What a scan found and the matches of the custom patterns, less what is allowed. */
  #collect(text: string, { size, starts, ends, rules }: SpanList): Explanation[] {
    const hits: Explanation[] = [];
    for (let i = 0; i < size; i++) {
      const rule = rules[i] as Rule;
      hits.push({
        entity: rule.entity,
        rule: rule.name,
        start: starts[i] as number,
        end: ends[i] as number,
        evidence: rule.evidence,
      });
    }
    const all = this.#patterns.length === 0 ? hits : this.#withPatterns(text, hits);
    const allow = this.#allow;
    if (allow === undefined || all[0]?.rule === NOT_FINISHED) return all;
    return all.filter(({ start, end }) => allow.has(text.slice(start, end)) !== true);
  }

  #withPatterns(text: string, hits: Explanation[]): Explanation[] {
    const all = [...hits];
    const deadline = performance.now() + MOST_TIME;
    for (const pattern of this.#patterns) {
      const matches = pattern.find(text, deadline);
      if (matches === undefined) {
        const whole = { start: 0, end: text.length, rule: NOT_FINISHED, evidence: NOT_FINISHED_EVIDENCE };
        return [{ entity: pattern.name, ...whole }];
      }
      for (const { start, end } of matches) {
        if (isInLabel(text, start, end)) continue;
        all.push({ entity: pattern.name, rule: pattern.name, start, end, evidence: PATTERN_EVIDENCE });
      }
    }
    return all.length === hits.length ? hits : merge(all);
  }

  #rewrite(text: string, hits: readonly Explanation[]): string {
    if (hits.length === 0) return text;
    for (const { entity } of hits) this.count(entity);
    return this.#replace(text, hits);
  }

  /** The text with its hits masked. What a mask function cannot say in time is a label. */
  #replace(text: string, hits: readonly Hit[]): string {
    const masks: string[] = [];
    const maskAll = (): void => {
      masks.length = 0;
      for (const { entity, rule, start, end } of hits) masks.push(this.#mask(text.slice(start, end), entity, rule));
    };
    if (!this.#hasMaskFunctions || hits.length === 0) maskAll();
    // A function that logs what it masks would be asked about that as well, without end: that gets labels.
    else if (!this.#masking.is) this.#callMaskFunctions(maskAll);
    const rewritten = new RewrittenText(text);
    for (const [index, { entity, start, end }] of hits.entries()) {
      rewritten.put(start, end, masks[index] ?? label(entity), hits[index + 1]?.start ?? text.length);
    }
    return rewritten.finish();
  }

  /** A function that logs brings another text, and another record, here in the middle of this one, and may be stopped there. */
  #callMaskFunctions(maskAll: () => void): void {
    const { tally } = this;
    this.#masking.begin();
    const outcome = this.#maskFunctions.run(maskAll, performance.now() + MOST_TIME);
    // Not in a `finally`: what is stopped in the middle runs none.
    this.#masking.end();
    this.tally = tally;
    if (outcome !== 'done') this.#reportLimit();
  }

  #reportLimit(): void {
    if (this.#isLimitReported) return;
    this.#isLimitReported = true;
    this.#report(new Error(`redaction.mask: functions took more than ${MOST_TIME} ms on one text and were stopped`));
  }

  #rewriteSpans(text: string, { size, starts, ends, rules }: SpanList): string {
    const rewritten = new RewrittenText(text);
    for (let i = 0; i < size; i++) {
      const { entity, name, rank } = rules[i] as Rule;
      const start = starts[i] as number;
      const end = ends[i] as number;
      this.count(entity);
      const mask = this.#constants[rank] ?? this.#mask(text.slice(start, end), entity, name);
      rewritten.put(start, end, mask, i + 1 < size ? (starts[i + 1] as number) : text.length);
    }
    return rewritten.finish();
  }

  #mask(value: string, entity: string, rule: string): string {
    if (rule === NOT_FINISHED) return label(entity);
    return (this.#masks.get(entity) ?? this.#defaultMask)(value, { entity, rule });
  }
}

/** What is to be masked, and by which rule. */
type Hit = Pick<Explanation, 'entity' | 'rule' | 'start' | 'end'>;

const STRUCTURED = { isStructured: true, isQuoted: true, isInSentence: false };

/** Calls an error handler; what it throws is swallowed, as nothing may throw into the application. */
export function reportTo(onError: (error: Error) => void, thrown: unknown): void {
  tell(ignore, onError, asError(thrown));
}

/** Overlapping hits become one, named by the longer. */
function merge(hits: Explanation[]): Explanation[] {
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Explanation[] = [];
  for (const hit of hits) {
    const last = merged.at(-1);
    if (last === undefined || hit.start >= last.end) merged.push(hit);
    else {
      const longer = hit.end - hit.start > last.end - last.start ? hit : last;
      merged[merged.length - 1] = { ...longer, start: last.start, end: Math.max(last.end, hit.end) };
    }
  }
  return merged;
}

const LONGEST_LABEL = 80;
const LABEL = /^\[[A-Z][A-Z0-9_]*(?::[0-9a-f]+)?\]/;

/** Whether a match lies in a label that masking left: such a label is never masked again. */
function isInLabel(text: string, start: number, end: number): boolean {
  // Not `lastIndexOf` over the whole text: with no bracket in it, each of many matches would look through all that is before it.
  const from = Math.max(0, start - LONGEST_LABEL);
  const open = from + text.slice(from, start + 1).lastIndexOf('[');
  if (open < from) return false;
  const found = LABEL.exec(text.slice(open, open + LONGEST_LABEL));
  return found !== null && end <= open + found[0].length;
}
