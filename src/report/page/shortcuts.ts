// The keys of the page, wherever the focus is but in a field that one types into.
import { nextChoice } from './appearance.ts';
import { byId } from './elements.ts';

/** What keys do. */
export interface ShortcutEvents {
  readonly toggleBand: (band: number) => void;
  readonly goToRecords: () => void;
  readonly nextError: (direction: 1 | -1) => void;
  /** Gives up the innermost thing that is open or chosen. */
  readonly escape: () => void;
}

/** Bands that have a key: all but records without a severity. */
const BAND_KEYS = '123456';

export function followKeys(events: ShortcutEvents): void {
  const dialog = byId<HTMLDialogElement>('shortcuts');
  byId('open-shortcuts').addEventListener('click', () => dialog.showModal());
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      events.escape();
      return;
    }
    if (isTyping(event.target)) return;
    const work = workOf(event.key, events, dialog);
    if (work === undefined) return;
    event.preventDefault();
    work();
  });
}

function workOf(key: string, events: ShortcutEvents, dialog: HTMLDialogElement): (() => void) | undefined {
  const works: Readonly<Record<string, () => void>> = {
    '/': () => byId('search').focus(),
    '?': () => dialog.showModal(),
    g: events.goToRecords,
    n: () => events.nextError(1),
    N: () => events.nextError(-1),
    t: () => nextChoice('theme'),
    z: () => nextChoice('zone'),
  };
  if (Object.hasOwn(works, key)) return works[key];
  return BAND_KEYS.includes(key) ? () => events.toggleBand(BAND_KEYS.indexOf(key)) : undefined;
}

function isTyping(target: EventTarget | null): boolean {
  const { tagName = '' } = (target ?? {}) as { readonly tagName?: string };
  const { type = '' } = (target ?? {}) as { readonly type?: string };
  return tagName === 'TEXTAREA' || tagName === 'SELECT' || (tagName === 'INPUT' && type !== 'radio');
}
