// Lists a directory once for all who ask at the same time: a thousand exporters of one directory would each list all files of all others.

type Names = readonly string[];

/** What of a file system is used here. */
interface Lister {
  readdir(directory: string, done: (error: Error | null, names: string[]) => void): void;
}

interface Listing {
  /** The one that is under way: too early for who asks now. */
  readonly running: Promise<Names>;
  /** The one that begins after it, for all who ask meanwhile. */
  next: Promise<Names> | undefined;
}

const listings = new WeakMap<Lister, Map<string, Listing>>();

/**
 * The names in a directory, on the thread pool. Whoever asks while it is being listed gets, with all others who do, the listing that begins
 * afterwards: nothing is missing that was there when it was asked for.
 * @returns a list that others may have as well
 */
export function listShared(fs: Lister, directory: string): Promise<Names> {
  let ofSystem = listings.get(fs);
  if (ofSystem === undefined) {
    ofSystem = new Map();
    listings.set(fs, ofSystem);
  }
  const listing = ofSystem.get(directory);
  if (listing === undefined) return begin(fs, ofSystem, directory);
  const beginNext = () => begin(fs, ofSystem, directory);
  listing.next ??= listing.running.then(beginNext, beginNext);
  return listing.next;
}

function begin(fs: Lister, ofSystem: Map<string, Listing>, directory: string): Promise<Names> {
  const running = new Promise<Names>((resolve, reject) => {
    fs.readdir(directory, (error, names) => {
      // Whoever asks from here on has the next one to begin, where nobody has yet.
      if (listing.next === undefined) ofSystem.delete(directory);
      if (error) reject(error);
      else resolve(names);
    });
  });
  const listing: Listing = { running, next: undefined };
  ofSystem.set(directory, listing);
  return running;
}
