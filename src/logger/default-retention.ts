// Which finished files a logger keeps where nobody has said so: five full ones, or as many smaller ones.
import type { RetentionCallback } from '../spec/retention.ts';
import { parseRotation, type RotationOption } from '../spec/rotation.ts';

/** The newest files that are kept, however large they are. */
const ALWAYS_KEPT = 5;
/** Files that are kept at most, however small they are: each exporter of the directory lists them all. */
const MOST_KEPT = 1_000;
/** The size at which a file is finished by default, and that of a full file where the rotation names no size. */
export const DEFAULT_ROTATION = '10 MB';

/**
 * Keeps the newest five files, and older ones as long as all together are no larger than five full ones. Every worker thread and process
 * leaves a small file when it ends: a small count would delete what another one has just written. More than a thousand are never kept.
 * @param rotation as it was given; what is none is refused by the exporter
 */
export function defaultRetention(rotation: unknown): RetentionCallback {
  const most = ALWAYS_KEPT * fullSize(rotation);
  return (files) => {
    let total = 0;
    // They come with the oldest first; the newest are the last to go.
    const newestFirst = [...files].reverse();
    return newestFirst.filter(({ size }, index) => {
      total += size;
      return index >= MOST_KEPT || (index >= ALWAYS_KEPT && total > most);
    });
  };
}

function fullSize(rotation: unknown): number {
  const sizes = [...sizesOf(rotation), ...sizesOf(DEFAULT_ROTATION)];
  return sizes[0] ?? 0;
}

function sizesOf(rotation: unknown): number[] {
  try {
    const rule = parseRotation(rotation as RotationOption);
    return (rule.kind === 'any' ? rule.rules : [rule]).flatMap((one) => (one.kind === 'size' ? [one.bytes] : []));
  } catch {
    return [];
  }
}
