// The list of all rules, in the order in which they look at a pair of bytes.

import { identifiedBy } from './credentials/forms/after-password.ts';
import { arrows } from './credentials/forms/arrows.ts';
import { schemes } from './credentials/forms/authorization.ts';
import { boundParameters } from './credentials/forms/bound-parameters.ts';
import { gluedOptions, longOptions, quotedSettings, spacedSecretKeys } from './credentials/forms/command-line.ts';
import { credentials } from './credentials/forms/credentials.ts';
import { escapedTags } from './credentials/forms/escaped-tags.ts';
import { formFields } from './credentials/forms/form-fields.ts';
import { hereDocuments } from './credentials/forms/here-documents.ts';
import { insertStatements } from './credentials/forms/insert-statements.ts';
import { loginCalls } from './credentials/forms/login-calls.ts';
import { passcodeWord, passphraseWord, passwordWord } from './credentials/forms/password-word.ts';
import { pgpass } from './credentials/forms/pgpass.ts';
import { pipedPasswords } from './credentials/forms/piped-passwords.ts';
import { gluedUsers, positionalPasswords } from './credentials/forms/positional-passwords.ts';
import { propertyKeys } from './credentials/forms/property-keys.ts';
import { propertyLists } from './credentials/forms/property-lists.ts';
import { protocolCommands } from './credentials/forms/protocol-commands.ts';
import { quotedPairs } from './credentials/forms/quoted-pairs.ts';
import { secretBundles } from './credentials/forms/secret-bundles.ts';
import { vaultReads } from './credentials/forms/secret-calls.ts';
import { spokenSecrets } from './credentials/forms/spoken-secrets.ts';
import { taggedCredentials } from './credentials/forms/tagged-credentials.ts';
import { tuples } from './credentials/forms/tuples.ts';
import { networkUrls, oracleUrls, urls } from './credentials/forms/url.ts';
import { email } from './personal/email.ts';
import { encodedEmail } from './personal/encoded-email.ts';
import { iban } from './personal/iban.ts';
import { azureSubscriptions, cryptoAddresses, nino } from './personal/identifiers.ts';
import { magneticStripe } from './personal/magnetic-stripe.ts';
import { compressedIpv6, ipv4, ipv6, mac } from './personal/network.ts';
import { numbers } from './personal/numbers.ts';
import { phones, phonesInShortGroups, prefixedPhones, signedPhones } from './personal/phone.ts';
import { spacedCards } from './personal/spaced-cards.ts';
import type { Detector } from './scan/detector.ts';
import { percentEscapes, plusBlanks, unseenMarks, writtenMarks } from './scan/encodings.ts';
import { ENTITY_NAMES, type Entity } from './scan/entities.ts';
import { buildTriggers, type TriggerTable } from './scan/trigger-table.ts';
import { azureSignedKeys, azureStorageKeys, entraSecrets } from './tokens/azure.ts';
import { cryptHashes } from './tokens/crypt-hashes.ts';
import { jwt } from './tokens/jwt.ts';
import { encodedPem, pem } from './tokens/pem.ts';
import { puttyKeys } from './tokens/putty.ts';
import {
  airtable,
  mailchimp,
  maxMind,
  newRelicLicense,
  okta,
  salesforce,
  tableau,
  terraform,
} from './tokens/shaped-tokens.ts';
import { discord, telegram, tokens } from './tokens/tokens.ts';

const DETECTORS: readonly Detector[] = [
  percentEscapes,
  unseenMarks,
  writtenMarks,
  plusBlanks,
  pem,
  encodedPem,
  puttyKeys,
  jwt,
  tokens,
  telegram,
  discord,
  mailchimp,
  airtable,
  maxMind,
  salesforce,
  tableau,
  terraform,
  newRelicLicense,
  okta,
  azureSignedKeys,
  azureStorageKeys,
  entraSecrets,
  urls,
  oracleUrls,
  networkUrls,
  schemes,
  credentials,
  formFields,
  taggedCredentials,
  escapedTags,
  propertyLists,
  tuples,
  quotedPairs,
  arrows,
  loginCalls,
  longOptions,
  gluedOptions,
  identifiedBy,
  passwordWord,
  passphraseWord,
  passcodeWord,
  vaultReads,
  hereDocuments,
  propertyKeys,
  spokenSecrets,
  protocolCommands,
  pipedPasswords,
  positionalPasswords,
  gluedUsers,
  secretBundles,
  insertStatements,
  boundParameters,
  pgpass,
  cryptHashes,
  quotedSettings,
  spacedSecretKeys,
  magneticStripe,
  iban,
  numbers,
  spacedCards,
  email,
  encodedEmail,
  ipv4,
  ipv6,
  compressedIpv6,
  mac,
  signedPhones,
  phones,
  phonesInShortGroups,
  prefixedPhones,
  nino,
  cryptoAddresses,
  azureSubscriptions,
];

// Redactors of the same entities share a table: it is 64 KiB, and takes a millisecond to build. A program has one or a few sets of entities.
const MOST_TABLES = 16;
const TABLES = new Map<string, TriggerTable>();

/** The table of the detectors that can report one of the enabled entities. */
export function triggersOf(enabled: ReadonlySet<Entity>): TriggerTable {
  const key = ENTITY_NAMES.filter((entity) => enabled.has(entity)).join(' ');
  const known = TABLES.get(key);
  if (known !== undefined) return known;
  const table = buildTriggers(DETECTORS, enabled);
  if (TABLES.size === MOST_TABLES) TABLES.clear();
  TABLES.set(key, table);
  return table;
}
