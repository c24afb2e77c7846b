// Reads the source of a regular expression as far as is needed to count the ways through it.

/** A part of an expression. */
export type Part =
  /** Reads one character of a set, given by its own source. */
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly min: number; readonly max: number }
  /** Looks at what follows, and takes nothing of it; `isNot` where that must not be there. */
  | { readonly kind: 'ahead'; readonly part: Part; readonly isNot: boolean }
  /** Looks at what stands before: `cost` characters at most. */
  | { readonly kind: 'behind'; readonly part: Part; readonly isNot: boolean; readonly cost: number }
  /** Reads what one of some groups read, or nothing. */
  | { readonly kind: 'again'; readonly groups: readonly Part[] }
  /** Holds, or does not, without reading a character: `^`, `\b`. */
  | { readonly kind: 'place' };

/** Thrown, and caught, where an expression has what is not read here; such an expression is right all the same. */
export const NOT_READ: Error = new Error('this expression has parts that are not read');

/** A group deeper than this is not read. */
const DEEPEST = 100;
/** Not even where the parts need not be exact. */
const DEEPEST_OF_ANY = 1000;

/**
 * The parts of an expression that the engine takes.
 * @throws NOT_READ where it has strings in classes, modifiers, or one of the spellings that only old engines meant
 */
export function partsOf(source: string, flags: string): Part {
  return read(new Reader(source, flags, true));
}

/**
 * The parts of any expression that the engine takes, as nearly as it takes to see its choices: what stands for a character may be
 * another one, and strings in a class count as one character.
 * @throws NOT_READ where its groups are too deep
 */
export function partsOfAny(source: string, flags: string): Part {
  return read(new Reader(source, flags, false));
}

function read(reader: Reader): Part {
  const part = reader.choice(0);
  if (!reader.isAtEnd) throw NOT_READ;
  reader.resolve();
  return part;
}

class Reader {
  readonly #source: string;
  readonly #isUnicode: boolean;
  readonly #hasSets: boolean;
  readonly #isExact: boolean;
  readonly #groups: Part[] = [];
  readonly #groupsByName = new Map<string, number[]>();
  /** What stands for a group that is read again, with its number or name: known when all was read. */
  readonly #references: { readonly groups: Part[]; readonly to: string }[] = [];
  #at = 0;

  /** `isExact`: whether to read only what it surely is. */
  constructor(source: string, flags: string, isExact: boolean) {
    this.#source = source;
    this.#isExact = isExact;
    this.#hasSets = flags.includes('v');
    this.#isUnicode = this.#hasSets || flags.includes('u');
  }

  get isAtEnd(): boolean {
    return this.#at === this.#source.length;
  }

  /** Has each reference know its groups. */
  resolve(): void {
    for (const { groups, to } of this.#references) {
      const numbers = this.#groupsByName.get(to) ?? [Number(to) - 1];
      for (const number of numbers) {
        const group = this.#groups[number];
        if (group !== undefined) groups.push(group);
        // It is the number of a character, as old engines had it.
        else if (this.#isExact) throw NOT_READ;
      }
    }
  }

  choice(depth: number): Part {
    if (depth > (this.#isExact ? DEEPEST : DEEPEST_OF_ANY)) throw NOT_READ;
    const parts = [this.#sequence(depth)];
    while (this.#takes('|')) parts.push(this.#sequence(depth));
    return parts.length === 1 ? (parts[0] as Part) : { kind: 'choice', parts };
  }

  #sequence(depth: number): Part {
    const parts: Part[] = [];
    while (!this.isAtEnd && !'|)'.includes(this.#next())) parts.push(this.#quantified(this.#part(depth)));
    return { kind: 'sequence', parts };
  }

  #part(depth: number): Part {
    const start = this.#at;
    const character = this.#take();
    switch (character) {
      case '^':
      case '$':
        return { kind: 'place' };
      case '(':
        return this.#group(depth);
      case '[':
        this.#class();
        break;
      case '\\': {
        if (this.#takes('b') || this.#takes('B')) return { kind: 'place' };
        const again = this.#takesMatch(AGAIN);
        if (again !== undefined) return this.#reference(again[1] ?? again[2] ?? '');
        this.#escape();
        break;
      }
      case '*':
      case '+':
      case '?':
        throw NOT_READ;
    }
    return { kind: 'set', source: this.#source.slice(start, this.#at) };
  }

  #reference(to: string): Part {
    const groups: Part[] = [];
    this.#references.push({ groups, to });
    return { kind: 'again', groups };
  }

  #group(depth: number): Part {
    let make = (part: Part): Part => part;
    if (!this.#takes('?')) make = this.#capture();
    else if (this.#takes('=')) make = (part) => ({ kind: 'ahead', part, isNot: false });
    else if (this.#takes('!')) make = (part) => ({ kind: 'ahead', part, isNot: true });
    else if (this.#takes('<=')) make = (part) => this.#behind(part, false);
    else if (this.#takes('<!')) make = (part) => this.#behind(part, true);
    else if (this.#takes('<')) make = this.#capture(this.#name());
    else if (!this.#takes(':') && !this.#takesLoosely(MODIFIERS)) throw NOT_READ;
    const part = this.choice(depth + 1);
    if (!this.#takes(')')) throw NOT_READ;
    return make(part);
  }

  #behind(part: Part, isNot: boolean): Part {
    return { kind: 'behind', part, isNot, cost: this.#isExact ? charactersIn(part) : 0 };
  }

  /** Notes that a group begins here. */
  #capture(name?: string): (part: Part) => Part {
    const number = this.#groups.push({ kind: 'place' }) - 1;
    if (name !== undefined) this.#groupsByName.set(name, [...(this.#groupsByName.get(name) ?? []), number]);
    return (part) => {
      this.#groups[number] = part;
      return part;
    };
  }

  #name(): string {
    const start = this.#at;
    while (this.#take() !== '>');
    return this.#source.slice(start, this.#at - 1);
  }

  #quantified(part: Part): Part {
    const { min, max } = this.#quantifier();
    if (min === 1 && max === 1) return part;
    if (this.#isExact && (part.kind === 'ahead' || part.kind === 'behind')) throw NOT_READ;
    this.#takes('?');
    return { kind: 'repeat', part, min, max };
  }

  #quantifier(): { readonly min: number; readonly max: number } {
    if (this.#takes('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#takes('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#takes('?')) return { min: 0, max: 1 };
    const found = this.#takesMatch(BRACES);
    if (found === undefined) return { min: 1, max: 1 };
    const [, least, comma, most] = found;
    const min = Number(least);
    return { min, max: comma === undefined ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most) };
  }

  /** Reads to the end of a class whose bracket was read. */
  #class(): void {
    for (let open = 1; open > 0; ) {
      const character = this.#take();
      if (character === ']') open--;
      else if (character === '[' && this.#hasSets) open++;
      else if (character === '\\') {
        if (this.#takes('q')) {
          if (!this.#takesLoosely(STRINGS)) throw NOT_READ;
        } else if (!this.#takes('b') && !this.#takes('B')) this.#escape();
      }
    }
  }

  /** Reads to the end of an escape whose backslash was read. */
  #escape(): void {
    const character = this.#take();
    const form = this.#formAfter(character);
    if (form === undefined || this.#takesMatch(form) !== undefined) return;
    if (this.#isExact) throw NOT_READ;
    if (this.#isUnicode) this.#takesLoosely(STRINGS);
  }

  /** What must follow for an escape to be what it looks like. */
  #formAfter(character: string): RegExp | undefined {
    if (character >= '0' && character <= '9') return character === '0' ? NO_DIGIT : NEVER;
    if (character === 'x') return TWO_HEX;
    if (character === 'c') return LETTER;
    if (character === 'k') return NEVER;
    if (character === 'u') return this.#isUnicode ? FOUR_HEX_OR_BRACES : FOUR_HEX;
    if (character === 'p' || character === 'P') return this.#isUnicode ? PROPERTY_OF_CHARACTERS : NEVER;
    return undefined;
  }

  #next(): string {
    const code = this.#source.codePointAt(this.#at) as number;
    return this.#isUnicode ? String.fromCodePoint(code) : this.#source.charAt(this.#at);
  }

  #take(): string {
    if (this.isAtEnd) throw NOT_READ;
    const character = this.#next();
    this.#at += character.length;
    return character;
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes what is not read where the parts must be exact. */
  #takesLoosely(sticky: RegExp): boolean {
    return !this.#isExact && this.#takesMatch(sticky) !== undefined;
  }

  #takesMatch(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

const AGAIN = /([1-9]\d*)|k<([^>]*)>/y;
const BRACES = /\{(\d+)(?:(,)(\d*))?\}/y;
const MODIFIERS = /[a-z]*(?:-[a-z]*)?:/y;
const STRINGS = /\{(?:[^}\\]|\\.)*\}/y;
const NO_DIGIT = /(?!\d)/y;
const NEVER = /(?!)/y;
const TWO_HEX = /[\da-fA-F]{2}/y;
const LETTER = /[a-zA-Z]/y;
const FOUR_HEX = /[\da-fA-F]{4}/y;
const FOUR_HEX_OR_BRACES = /[\da-fA-F]{4}(?:\\u[\da-fA-F]{4})?|\{[\da-fA-F]+\}/y;
/** Those of strings, whose names say Emoji and end in Sequence, read several characters. */
const PROPERTY_OF_CHARACTERS = /\{(?!RGI_|Basic_Emoji|Emoji_Keycap)[\w=]+\}/y;

/** How many characters a part reads, of which each way is counted; only of those whose ways are few. */
function charactersIn(part: Part): number {
  switch (part.kind) {
    case 'set':
      return 1;
    case 'place':
      return 1;
    case 'sequence':
    case 'choice':
      return part.parts.reduce((sum, inner) => sum + charactersIn(inner), 0) + 1;
    case 'repeat':
      if (part.min !== part.max || part.part.kind !== 'set') throw NOT_READ;
      return part.min;
    default:
      throw NOT_READ;
  }
}
