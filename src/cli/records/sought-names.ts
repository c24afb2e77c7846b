// Names on a command line that records are to have: of those that none had it is said at the end, with the nearest that was seen.
import { keptText } from '../../format/kept-text.ts';
import { nearestName } from '../../spec/option-remedy.ts';

/** What is looked for. */
export interface Sought {
  /** The option that has the name. */
  readonly option: string;
  /** What is said where none has it: `no record has a field levle`. */
  readonly missing: string;
  readonly name: string;
  /** Names that there are in any case. */
  readonly known: readonly string[];
  /** What is said instead. */
  readonly otherwise?: string | undefined;
}

/** Notes whether one record has the name; where it has not, what names it has. */
export type NoteRecord = (isThere: boolean, names: () => Iterable<string>) => void;

/** How many different names are remembered. */
const MOST_NAMES = 1000;
/** Nobody writes a longer one. */
const LONGEST_NAME = 200;
/** How many are shown where none is near. */
const MOST_SHOWN = 10;

/** Gathers what is seen, in bounded memory. */
export class SoughtNames {
  readonly #searches: Search[] = [];

  /** Begins to look for a name. */
  seek(sought: Sought): NoteRecord {
    const search = new Search(sought);
    this.#searches.push(search);
    return (isThere, names) => search.note(isThere, names);
  }

  /** A sentence for each name that no record had; none where there was no record. */
  *missed(): Generator<string> {
    for (const search of this.#searches) if (search.isMissed) yield search.sentence();
  }
}

class Search {
  readonly #sought: Sought;
  readonly #seen = new Set<string>();
  #isFound = false;
  #looked = 0;

  constructor(sought: Sought) {
    this.#sought = sought;
  }

  get isMissed(): boolean {
    return !this.#isFound && this.#looked > 0;
  }

  note(isThere: boolean, names: () => Iterable<string>): void {
    if (this.#isFound) return;
    this.#isFound = isThere;
    this.#looked++;
    if (isThere || this.#seen.size >= MOST_NAMES) return;
    for (const name of names()) if (name.length <= LONGEST_NAME) this.#seen.add(keptText(name));
  }

  sentence(): string {
    const { option, missing, name, known, otherwise } = this.#sought;
    if (otherwise !== undefined) return `${option}: ${otherwise}`;
    const seen = [...this.#seen];
    const nearest = nearestName(
      name,
      [...seen, ...known].filter((each) => each !== name),
    );
    const first = (seen.length > 0 ? seen : known).slice(0, MOST_SHOWN);
    const more = seen.length > MOST_SHOWN ? ', …' : '';
    const listed = first.length === 0 ? 'they have none' : `there are ${first.join(', ')}${more}`;
    return `${option}: ${missing}; ${nearest === undefined ? listed : `did you mean ${nearest}?`}`;
  }
}
