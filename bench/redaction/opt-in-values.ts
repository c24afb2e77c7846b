// Values of the opt-in entities by their published formats, with the names and sentences they come in.
// Sources: ITU-T E.164 and faker's national formats (telephone), RFC 791/4291/1918 (IP), IEEE 802 (MAC), NHS Data
// Dictionary (NHS number, modulus 11), HMRC NIM39110 (NINO), IRS (ITIN ranges), ABA (routing checksum 3-7-1),
// BIP 13/173/350 and EIP-55 (wallets), Azure Resource Manager (subscription ids).
import { createHash } from 'node:crypto';
import type { Faker } from '@faker-js/faker';
import type { Value } from './pii-values.ts';
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

export interface OptInPlan {
  readonly entity: string;
  readonly keys: readonly string[];
  /** `%` stands for the value. */
  readonly sentences: readonly string[];
  /** Whether the value is told by its form alone, so that it may stand in a row without a name. */
  readonly alone: boolean;
}

export const OPT_IN: readonly OptInPlan[] = [
  {
    entity: 'PHONE',
    keys: ['phone', 'mobile', 'phone_number', 'tel', 'msisdn', 'fax'],
    sentences: ['Calling % for verification', 'SMS to % queued', 'phone: %', 'Tel. % (office)', 'contact number %'],
    alone: false,
  },
  {
    entity: 'IP_ADDRESS',
    keys: ['ip', 'client_ip', 'remote_addr', 'x_forwarded_for', 'source'],
    sentences: [
      'Connection from % closed',
      'client %: 403',
      'Accepted publickey for git from % port 50122 ssh2',
      'listening on [%]:8080',
    ],
    alone: true,
  },
  {
    entity: 'INTERNAL_IP',
    keys: ['host', 'peer', 'node_ip', 'address'],
    sentences: ['Connecting to %:5432', 'executor 3 lost on %', 'block manager % removed'],
    alone: true,
  },
  {
    entity: 'MAC_ADDRESS',
    keys: ['mac', 'hwaddr', 'bssid', 'device_mac'],
    sentences: ['DHCPACK on lease to % via eth0', 'link/ether % brd', 'device % joined'],
    alone: true,
  },
  {
    entity: 'AZURE_SUBSCRIPTION',
    keys: ['subscription_id', 'azure_subscription_id', 'subscription'],
    sentences: [
      '/subscriptions/%/resourceGroups/data-rg/providers/Microsoft.Storage/storageAccounts/lake',
      'az account set --subscription %',
      "The subscription '%' could not be found.",
    ],
    alone: false,
  },
  {
    entity: 'US_ITIN',
    keys: ['itin', 'tax_id', 'taxpayer_id'],
    sentences: ['ITIN % verified', 'taxpayer id %', 'W-7 for ITIN: %'],
    alone: false,
  },
  {
    entity: 'ABA_ROUTING',
    keys: ['routing_number', 'aba', 'aba_routing', 'routing'],
    sentences: ['routing number % accepted', 'ABA %', 'ACH to routing % account ending 12'],
    alone: false,
  },
  {
    entity: 'UK_NHS',
    keys: ['nhs_number', 'nhs', 'nhs_no'],
    sentences: ['NHS number % matched', 'patient NHS No: %', 'NHS % referred'],
    alone: false,
  },
  {
    entity: 'UK_NINO',
    keys: ['nino', 'ni_number', 'national_insurance_number'],
    sentences: ['National Insurance % checked', 'NINO %', 'employee % (NI) updated'],
    alone: true,
  },
  {
    entity: 'CRYPTO_ADDRESS',
    keys: ['wallet', 'btc_address', 'address', 'payout_address'],
    sentences: ['payout to % confirmed', 'deposit address %', 'sweep % done'],
    alone: true,
  },
  {
    entity: 'URL',
    keys: ['url', 'referer', 'endpoint', 'callback'],
    sentences: ['GET % 200', 'redirecting to %', 'failed to fetch %: timeout'],
    alone: true,
  },
];

const pad = (value: number, size: number): string => String(value).padStart(size, '0');

function phone(faker: Faker, random: SeededRandom): Value {
  const style = random.pick(['human', 'national', 'international'] as const);
  return { variant: style, text: faker.phone.number({ style }) };
}

function publicIp(faker: Faker, random: SeededRandom): Value {
  if (random.chance(0.6)) {
    return {
      variant: 'IPv4',
      text: `${random.pick([8, 52, 81, 93, 151, 203])}.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`,
    };
  }
  const full = faker.internet.ipv6();
  return random.chance(0.5)
    ? { variant: 'IPv6', text: full }
    : { variant: 'IPv6, compressed', text: `2001:db8:${random.hex(4)}::${random.hex(3)}` };
}

function internalIp(random: SeededRandom): Value {
  const tail = `${random.int(0, 255)}.${random.int(1, 254)}`;
  return random.pick<Value>([
    { variant: '10/8', text: `10.${random.int(0, 255)}.${tail}` },
    { variant: '172.16/12', text: `172.${random.int(16, 31)}.${tail}` },
    { variant: '192.168/16', text: `192.168.${tail}` },
  ]);
}

function mac(random: SeededRandom): Value {
  const hex = random.hex(12);
  const pairs = hex.match(/../g) ?? [];
  return random.pick<Value>([
    { variant: 'colons', text: pairs.join(':') },
    { variant: 'dashes', text: pairs.join('-').toUpperCase() },
    { variant: 'Cisco dots', text: (hex.match(/..../g) ?? []).join('.') },
  ]);
}

function nhs(random: SeededRandom): Value {
  for (;;) {
    const nine = pad(random.int(400_000_000, 799_999_999), 9);
    const sum = [...nine].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check === 10) continue;
    const text = `${nine}${check}`;
    const spaced = `${text.slice(0, 3)} ${text.slice(3, 6)} ${text.slice(6)}`;
    return random.pick<Value>([
      { variant: 'spaced', text: spaced },
      { variant: 'dashed', text: spaced.replaceAll(' ', '-') },
      { variant: 'plain', text },
    ]);
  }
}

function nino(random: SeededRandom): Value {
  let prefix: string;
  do {
    prefix = random.chars('ABCEGHJKLMNOPRSTWXYZ', 1) + random.chars('ABCEGHJKLMNPRSTWXYZ', 1);
  } while (['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'].includes(prefix));
  const digits = random.digits(6);
  const suffix = random.chars('ABCD', 1);
  const spaced = `${prefix} ${digits.slice(0, 2)} ${digits.slice(2, 4)} ${digits.slice(4)} ${suffix}`;
  return random.pick<Value>([
    { variant: 'plain', text: `${prefix}${digits}${suffix}` },
    { variant: 'spaced', text: spaced },
  ]);
}

function itin(random: SeededRandom): Value {
  const middle = random.pick([...range(50, 65), ...range(70, 88), ...range(90, 92), ...range(94, 99)]);
  const text = `9${random.digits(2)}-${middle}-${random.digits(4)}`;
  return random.chance(0.7) ? { variant: 'dashed', text } : { variant: 'plain', text: text.replaceAll('-', '') };
}

function range(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

function aba(random: SeededRandom): Value {
  const eight = pad(random.int(1, 12), 2) + random.digits(6);
  const weights = [3, 7, 1, 3, 7, 1, 3, 7];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(eight[index]), 0);
  return { variant: 'plain', text: `${eight}${(10 - (sum % 10)) % 10}` };
}

function base58check(payload: Buffer): string {
  const sha = (data: Buffer) => createHash('sha256').update(data).digest();
  const whole = Buffer.concat([payload, sha(sha(payload)).subarray(0, 4)]);
  let number = BigInt(`0x${whole.toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET.base58[Number(number % 58n)] + text;
  for (const byte of whole) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Segregated-witness addresses, version 0 (BIP 173). */
function bech32(program: Buffer): string {
  const groups: number[] = [0];
  let bits = 0;
  let held = 0;
  for (const byte of program) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) groups.push((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) groups.push((held << (5 - bits)) & 31);
  const polymod = (values: number[]) => {
    let check = 1;
    for (const value of values) {
      const top = check >>> 25;
      check = ((check & 0x1ffffff) << 5) ^ value;
      [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((factor, i) => {
        if ((top >> i) & 1) check ^= factor;
      });
    }
    return check;
  };
  const check = polymod([3, 3, 0, 2, 3, ...groups, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map((shift) => (check >>> shift) & 31);
  return `bc1${[...groups, ...tail].map((value) => BECH32[value]).join('')}`;
}

function wallet(random: SeededRandom): Value {
  return random.pick<() => Value>([
    () => ({ variant: 'bitcoin P2PKH', text: base58check(Buffer.concat([Buffer.of(0), random.bytes(20)])) }),
    () => ({ variant: 'bitcoin P2SH', text: base58check(Buffer.concat([Buffer.of(5), random.bytes(20)])) }),
    () => ({ variant: 'bitcoin bech32', text: bech32(random.bytes(20)) }),
    () => ({ variant: 'ethereum', text: `0x${random.hex(40)}` }),
  ])();
}

export function optInValue(entity: string, faker: Faker, random: SeededRandom): Value {
  switch (entity) {
    case 'PHONE':
      return phone(faker, random);
    case 'IP_ADDRESS':
      return publicIp(faker, random);
    case 'INTERNAL_IP':
      return internalIp(random);
    case 'MAC_ADDRESS':
      return mac(random);
    case 'UK_NHS':
      return nhs(random);
    case 'UK_NINO':
      return nino(random);
    case 'US_ITIN':
      return itin(random);
    case 'ABA_ROUTING':
      return aba(random);
    case 'CRYPTO_ADDRESS':
      return wallet(random);
    case 'AZURE_SUBSCRIPTION':
      return { variant: 'guid', text: random.guid() };
    case 'URL':
      return {
        variant: 'url',
        text: `https://${faker.internet.domainName()}/${random.pick(['a/b', 'orders?id=7', 'p#top', ''])}`,
      };
    default:
      throw new Error(`no generator for ${entity}`);
  }
}
