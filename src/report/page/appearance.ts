// How the page looks: the time zone, the theme, and paper.
import { byId } from './elements.ts';
import { LOCAL_ZONE, setZone } from './times.ts';

/** Told when times are shown in another zone, and when colours are others. */
export interface AppearanceEvents {
  readonly zoneChanged: () => void;
  readonly coloursChanged: () => void;
  readonly print: (isPrinting: boolean) => void;
}

/**
 * Makes the two switches work, and keeps print light.
 * @param own the zone of the report, in which it is shown until another one is chosen
 */
export function followAppearance(own: string, events: AppearanceEvents): void {
  const { documentElement: root } = document;
  byId('zone').addEventListener('change', () => {
    setZone(checkedOf('zone') === 'local' ? LOCAL_ZONE : own);
    events.zoneChanged();
  });
  byId('own-zone').textContent = own;
  byId('local-zone').textContent = LOCAL_ZONE;
  // One zone is no choice: its name stands at each time.
  byId('zone').hidden = LOCAL_ZONE === own;
  byId('theme').addEventListener('change', () => {
    root.dataset['theme'] = checkedOf('theme');
    events.coloursChanged();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', events.coloursChanged);
  const setPrinting = (isPrinting: boolean) => {
    if (root.classList.contains('printing') === isPrinting) return;
    root.classList.toggle('printing', isPrinting);
    events.print(isPrinting);
    events.coloursChanged();
  };
  addEventListener('beforeprint', () => setPrinting(true));
  addEventListener('afterprint', () => setPrinting(false));
  matchMedia('print').addEventListener('change', ({ matches }) => setPrinting(matches));
}

/** Chooses the next one of a switch. */
export function nextChoice(id: 'zone' | 'theme'): void {
  if (byId(id).hidden) return;
  const choices = choicesOf(id);
  const next = choices[(choices.findIndex(({ checked }) => checked) + 1) % choices.length];
  if (next === undefined) return;
  next.checked = true;
  next.dispatchEvent(new Event('change', { bubbles: true }));
}

function checkedOf(id: 'zone' | 'theme'): string {
  return choicesOf(id).find(({ checked }) => checked)?.value ?? '';
}

function choicesOf(id: string): HTMLInputElement[] {
  return [...byId(id).querySelectorAll('input')];
}
