// Keys of attributes in formats that do not take every character: made fit, and still different from each other.

/**
 * The keys as they are written, one for each.
 * @param clean makes a key fit; the same key where it is
 * @param reserved keys that the format writes itself
 * @param aside what a key becomes that is one of those, before it is made different from all others
 */
export function distinctKeys(
  keys: readonly string[],
  clean: (key: string) => string,
  reserved: ReadonlySet<string>,
  aside: (key: string) => string,
): readonly string[] {
  const cleaned = keys.map(clean);
  // Nearly every record: then nothing has to be told apart.
  if (!cleaned.some((key) => reserved.has(key)) && new Set(cleaned).size === keys.length) return cleaned;
  return toldApart(keys, clean, reserved, aside);
}

function toldApart(
  keys: readonly string[],
  clean: (key: string) => string,
  reserved: ReadonlySet<string>,
  aside: (key: string) => string,
): readonly string[] {
  const taken = new Set(reserved);
  for (const key of keys) if (clean(key) === key) taken.add(key);
  const next = new Map<string, number>();
  return keys.map((key) => {
    const cleaned = clean(key);
    if (cleaned === key && !reserved.has(key)) return key;
    const wanted = reserved.has(cleaned) ? aside(cleaned) : cleaned;
    let written = wanted;
    // Each number is tried once: a million keys that become one are no more than a million tries.
    for (let number = next.get(wanted) ?? 2; taken.has(written); number++) {
      written = `${wanted}_${number}`;
      next.set(wanted, number + 1);
    }
    taken.add(written);
    return written;
  });
}

// As many as programs have; one that makes up keys as it goes must not fill the memory.
const MAX_KEYS = 512;
const MAX_KEPT_LENGTH = 128;

/** The same function, which keeps what it gave for the keys that were asked for last. */
export function keptClean(clean: (key: string) => string): (key: string) => string {
  const kept = new Map<string, string>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const cleaned = clean(key);
    if (key.length > MAX_KEPT_LENGTH) return cleaned;
    if (kept.size === MAX_KEYS) kept.clear();
    kept.set(key, cleaned);
    return cleaned;
  };
}
