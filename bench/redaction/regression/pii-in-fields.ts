// Regression set: generated identifiers over many locales, in sentences and in the formats that people log.
import { allFakers, type Faker } from '@faker-js/faker';
import { type Container, fieldContainers, logHead, rowContainers } from '../containers.ts';
import { OPT_IN, optInValue } from '../opt-in-values.ts';
import { cardValue, emailValue, ibanValue, ssnValue, type Value } from '../pii-values.ts';
import { type CorpusOptions, type Fragment, fragment, type Piece, plant, type Sample, toSample } from '../sample.ts';
import { SeededRandom } from '../seeded-random.ts';

type Sentence = (value: Piece, random: SeededRandom, faker: Faker) => Fragment;

interface EntityPlan {
  readonly entity: string;
  readonly value: (faker: Faker, random: SeededRandom) => Value;
  /** Field names under which applications keep the value. */
  readonly keys: readonly string[];
  readonly sentences: readonly Sentence[];
}

const SENTENCES: Readonly<Record<string, readonly Sentence[]>> = {
  EMAIL: [
    (v) => fragment`User ${v} logged in from 10.2.0.14`,
    (v, r) => fragment`Sending invoice ${r.int(1000, 99999)} to ${v}`,
    (v) => fragment`550 5.1.1 <${v}>: Recipient address rejected: User unknown in virtual mailbox table`,
    (v, r) =>
      fragment`postfix/smtp[${r.int(100, 9999)}]: 3F2A91C0: to=<${v}>, relay=mx1.example.net[192.0.2.7]:25, delay=1.2, status=sent (250 OK)`,
    (v, _r, f) => fragment`From: "${f.person.fullName()}" <${v}>`,
    (v) => fragment`<a href="mailto:${v}">write to us</a>`,
    (v) => fragment`Password reset requested for ${v}.`,
    (v) => fragment`no account matches '${v}'`,
    (v) => fragment`owner(${v}) created workspace analytics`,
    (v) => fragment`duplicate customer: ${v}, skipping`,
    (v) => fragment`Authenticated principal ${v} [tenant=contoso]`,
    (v) => fragment`/Workspace/Users/${v}/etl/daily_load`,
    (v) => fragment`Run as: ${v}; cluster 1124-091415-abcd12`,
    (v) => fragment`contact=${v}?subject=hello`,
    (v) => fragment`cc ${v};ops`,
  ],
  CREDIT_CARD: [
    (v) => fragment`Charging card ${v} for 120.50 EUR`,
    (v, r) => fragment`payment ${r.int(1000, 99999)} declined: card number ${v} expired 11/27`,
    (v) => fragment`PAN=${v};EXP=1127;CVV=***`,
    (v) => fragment`com.acme.PaymentException: gateway refused ${v} (code 05)`,
    (v) => fragment`Customer paid with ${v}.`,
    (v) => fragment`validating "${v}"`,
    (v) => fragment`card: ${v}, holder: present`,
    (v) => fragment`(${v}) added to wallet`,
    (v) => fragment`refund to cc# ${v} queued`,
  ],
  US_SSN: [
    (v) => fragment`Applicant SSN ${v} verified`,
    (v) => fragment`ssn: ${v}`,
    (v) => fragment`Social Security Number: ${v}`,
    (v) => fragment`employee record (SSN=${v}) updated`,
    (v) => fragment`W-2 for social security no. ${v} filed`,
    (v) => fragment`taxpayer ssn ${v} does not match name`,
    (v) => fragment`SSN#${v} already enrolled`,
    (v) => fragment`social security # ${v}`,
  ],
  IBAN: [
    (v) => fragment`Transfer of 1,200.00 EUR to ${v} scheduled`,
    (v) => fragment`IBAN ${v} accepted`,
    (v) => fragment`payee account ${v}: BIC lookup failed`,
    (v) => fragment`<IBAN>${v}</IBAN>`,
    (v) => fragment`debit ${v}, credit suspense`,
    (v) => fragment`SEPA mandate for ${v}.`,
  ],
};

const PLANS: readonly EntityPlan[] = [
  {
    entity: 'EMAIL',
    value: emailValue,
    keys: [
      'email',
      'user_email',
      'mail',
      'customer_email',
      'username',
      'login',
      'contact',
      'recipient',
      'to',
      'owner',
      'upn',
      'actor',
    ],
    sentences: SENTENCES['EMAIL'] ?? [],
  },
  {
    entity: 'CREDIT_CARD',
    value: (_faker, random) => cardValue(random),
    keys: ['card', 'card_number', 'pan', 'credit_card', 'cc', 'ccnum', 'payment_card', 'account_number', 'instrument'],
    sentences: SENTENCES['CREDIT_CARD'] ?? [],
  },
  {
    entity: 'US_SSN',
    value: (_faker, random) => ssnValue(random),
    keys: ['ssn', 'social_security_number', 'customer_ssn', 'us_ssn', 'ssn_number', 'social_security'],
    sentences: SENTENCES['US_SSN'] ?? [],
  },
  {
    entity: 'IBAN',
    value: ibanValue,
    keys: ['iban', 'account', 'creditor_account', 'bank_account', 'beneficiary', 'payee'],
    sentences: SENTENCES['IBAN'] ?? [],
  },
];

/** Locales whose faker has its own names, hosts and telephone numbers; all that faker ships. */
const LOCALES: readonly string[] = Object.keys(allFakers).filter((name) => name !== 'base');

/** A row shows no name beside the value, so a value that needs its name as evidence does not belong in one. */
function mayStandAlone(entity: string, value: Value): boolean {
  return entity !== 'US_SSN' || value.variant === 'dashed';
}

function embedded(plan: EntityPlan, value: Value, faker: Faker, random: SeededRandom): Sample {
  const variant = `${value.variant}`;
  const piece = plant(plan.entity, value.text);
  const roll = random.next();
  if (roll < 0.35) {
    const sentence = random.pick(plan.sentences)(piece, random, faker);
    return toSample(variant, 'sentence', fragment`${logHead(random)}${sentence}`);
  }
  const containers: readonly Container[] =
    roll < 0.6 && mayStandAlone(plan.entity, value) ? rowContainers : fieldContainers;
  const container = random.pick(containers);
  return toSample(variant, container.name, container.embed(random.pick(plan.keys), [piece], random));
}

/** Samples of the PII found by default: EMAIL, CREDIT_CARD, US_SSN, IBAN. */
export function piiSamples(options: CorpusOptions): Sample[] {
  return PLANS.flatMap((plan, index) => samplesOf(plan, options.seed + index, options.perEntity));
}

/** Samples of the opt-in entities: telephone numbers by locale, addresses, national numbers, wallets. */
export function optInSamples(options: CorpusOptions): Sample[] {
  return OPT_IN.flatMap((opt, index) => {
    const plan: EntityPlan = {
      entity: opt.entity,
      value: (faker, random) => optInValue(opt.entity, faker, random),
      keys: opt.keys,
      sentences: opt.sentences.map(
        (words): Sentence =>
          (value) => {
            const [before, after] = words.split('%') as [string, string];
            return fragment`${before}${value}${after}`;
          },
      ),
    };
    return samplesOf(plan, options.seed + 100 + index, options.perEntity, opt.alone);
  });
}

function samplesOf(plan: EntityPlan, seed: number, count: number, alone = true): Sample[] {
  const random = new SeededRandom(seed);
  const samples: Sample[] = [];
  for (let i = 0; i < count; i++) {
    const locale = random.pick(LOCALES);
    const faker = (allFakers as Record<string, Faker>)[locale] as Faker;
    faker.seed(seed * 100_003 + i);
    const value = plan.value(faker, random);
    const sample = alone ? embedded(plan, value, faker, random) : named(plan, value, faker, random);
    samples.push(sample);
  }
  return samples;
}

/** For values that only their name tells from any other number. */
function named(plan: EntityPlan, value: Value, faker: Faker, random: SeededRandom): Sample {
  const piece = plant(plan.entity, value.text);
  if (random.chance(0.4)) return toSample(value.variant, 'sentence', random.pick(plan.sentences)(piece, random, faker));
  const container = random.pick(fieldContainers);
  return toSample(value.variant, container.name, container.embed(random.pick(plan.keys), [piece], random));
}
