// Regression set: vendors' tokens and plain credentials, in the formats and places where they get logged.
import { fieldContainers, logHead, rowContainers } from '../containers.ts';
import { CREDENTIAL_KEYS, CREDENTIAL_PLACES, FOREIGN_KEYS, PROSE_PLACES } from '../credential-places.ts';
import { type CorpusOptions, type Fragment, fragment, plant, type Sample, toSample } from '../sample.ts';
import { PLACES, type Place } from '../secret-places.ts';
import { OTHER_TOKENS, TOKENS, type TokenPlan } from '../secret-tokens.ts';
import { opaque, password } from '../secret-values.ts';
import { SeededRandom } from '../seeded-random.ts';

/** Field formats that put a value unquoted on a line, where a symbol would end it. */
const UNQUOTED =
  /^(key=value|form body|url query|access log|env|ini|yaml|key: value|java|go struct|header|stack|spark conf|php|Title)/;

const TOKEN_SENTENCES: readonly ((token: Fragment) => Fragment)[] = [
  (t) => fragment`remote: invalid credentials for ${t}`,
  (t) => fragment`401 Unauthorized: ${t} has expired`,
  (t) => fragment`configured with ${t}, region west`,
  (t) => fragment`"${t}"`,
  (t) => fragment`(${t})`,
  (t) => fragment`secret scan found ${t} in app.py:12`,
  (t) => fragment`fetch failed: https://api.example/v1/items?key=${t}&page=2`,
  (t) => fragment`git clone https://oauth2:${t}@git.example.com/data/etl.git`,
  (t) => fragment`headers: {'X-Token': '${t}'}`,
  (t) => fragment`Authorization: Bearer ${t}`,
];

function tokenSample(plan: TokenPlan, r: SeededRandom): Sample {
  const token: Fragment = [plant(plan.entity, plan.make(r))];
  const roll = r.next();
  // A webhook is a URL of its own: it stands in no other URL.
  if (roll < 0.35) {
    const sentence = r.pick(plan.variant.includes('webhook') ? TOKEN_SENTENCES.slice(0, 6) : TOKEN_SENTENCES);
    return toSample(plan.variant, 'sentence', fragment`${logHead(r)}${sentence(token)}`);
  }
  const container = r.pick(roll < 0.5 ? rowContainers : fieldContainers);
  return toSample(plan.variant, container.name, container.embed(r.pick(plan.keys), token, r));
}

/** A place as it is, after a log head, or as the message of a JSON line. */
function placeSample(place: Place, r: SeededRandom): Sample {
  const made = place.make(r);
  const roll = r.next();
  if (roll < 0.4) return toSample(place.variant, 'as it is', made);
  if (roll < 0.7) return toSample(place.variant, 'after a log head', fragment`${logHead(r)}${made}`);
  const json = fieldContainers.find((container) => container.name === 'json');
  return toSample(place.variant, 'JSON message', json === undefined ? made : json.embed('message', made, r));
}

function credentialSample(keys: readonly string[], r: SeededRandom): Sample {
  const container = r.pick(fieldContainers);
  const key = r.pick(keys);
  const quoted = !UNQUOTED.test(container.name);
  const isPassword = /pass|pwd|wort|contra|mot|mdp|senha|has|wacht|пар|パ|密/i.test(key);
  const value = isPassword
    ? password(r, quoted ? 'hard' : 'symbols').replace(quoted ? /["'\\]/g : /#/g, 'x')
    : opaque(r);
  return toSample(`${key}`, container.name, container.embed(key, [plant('CREDENTIAL', value)], r));
}

/** Samples of every secret entity found by default; CREDENTIAL both by field name and by place. */
export function secretSamples(options: CorpusOptions): Sample[] {
  const r = new SeededRandom(options.seed + 1000);
  const samples: Sample[] = [];
  for (const [entity, makers] of byEntity()) {
    for (let i = 0; i < options.perEntity; i++) {
      // Half the credentials are plain named fields; the rest walks through every place evenly.
      const named = entity === 'CREDENTIAL' && i % 2 === 0;
      const turn = entity === 'CREDENTIAL' ? i >> 1 : i;
      samples.push(named ? credentialSample(CREDENTIAL_KEYS, r) : (makers[turn % makers.length] as Maker)(r));
    }
  }
  return samples;
}

/** Secrets beyond the entities' promise: other vendors' bare tokens, prose, credential words of other languages. */
export function beyondSamples(options: CorpusOptions): Sample[] {
  const r = new SeededRandom(options.seed + 2000);
  const samples: Sample[] = [];
  for (let i = 0; i < options.perEntity; i++) {
    samples.push(relabel('other vendors', tokenSample(OTHER_TOKENS[i % OTHER_TOKENS.length] as TokenPlan, r)));
    samples.push(relabel('prose', placeSample(PROSE_PLACES[i % PROSE_PLACES.length] as Place, r)));
    samples.push(relabel('other languages', credentialSample(FOREIGN_KEYS, r)));
  }
  return samples;
}

function relabel(entity: string, sample: Sample): Sample {
  return { ...sample, secrets: sample.secrets.map((secret) => ({ ...secret, entity })) };
}

type Maker = (random: SeededRandom) => Sample;

function byEntity(): Map<string, Maker[]> {
  const map = new Map<string, Maker[]>();
  const add = (entity: string, make: Maker) => map.set(entity, [...(map.get(entity) ?? []), make]);
  for (const plan of TOKENS) add(plan.entity, (r) => tokenSample(plan, r));
  for (const place of [...PLACES, ...CREDENTIAL_PLACES]) add(place.entity, (r) => placeSample(place, r));
  return map;
}
