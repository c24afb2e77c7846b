// The list of all rules, in the order in which they look at a pair of bytes.

import { arrows } from './arrows.ts';
import { schemes } from './authorization.ts';
import { azureSignedKeys, azureStorageKeys, entraSecrets } from './azure.ts';
import { gluedOptions, longOptions, quotedSettings, spacedSecretKeys, statements } from './command-line.ts';
import { credentials, formFields, taggedCredentials } from './credentials.ts';
import { cryptHashes } from './crypt-hashes.ts';
import type { Detector } from './detector.ts';
import { email } from './email.ts';
import { encodedEmail } from './encoded-email.ts';
import { escapedTags } from './escaped-tags.ts';
import { iban } from './iban.ts';
import { azureSubscriptions, cryptoAddresses, nino } from './identifiers.ts';
import { insertStatements } from './insert-statements.ts';
import { jwt } from './jwt.ts';
import { loginCalls } from './login-calls.ts';
import { magneticStripe } from './magnetic-stripe.ts';
import { ipv4, ipv6, mac } from './network.ts';
import { numbers } from './numbers.ts';
import { passwordSentences } from './password-sentences.ts';
import { encodedPem, pem } from './pem.ts';
import { percentEscapes } from './percent.ts';
import { pgpass } from './pgpass.ts';
import { phone } from './phone.ts';
import { pipedPasswords } from './piped-passwords.ts';
import { gluedUsers, positionalPasswords } from './positional-passwords.ts';
import { propertyKeys } from './property-keys.ts';
import { propertyLists } from './property-lists.ts';
import { protocolCommands } from './protocol-commands.ts';
import { puttyKeys } from './putty.ts';
import { quotedPairs } from './quoted-pairs.ts';
import { airtable, mailchimp } from './shaped-tokens.ts';
import { spacedCards } from './spaced-cards.ts';
import { spokenSecrets } from './spoken-secrets.ts';
import { discord, telegram, tokens } from './tokens.ts';
import { tuples } from './tuples.ts';
import { networkUrls, oracleUrls, urls } from './url.ts';

export const DETECTORS: readonly Detector[] = [
  percentEscapes,
  pem,
  encodedPem,
  puttyKeys,
  jwt,
  tokens,
  telegram,
  discord,
  mailchimp,
  airtable,
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
  statements,
  passwordSentences,
  propertyKeys,
  spokenSecrets,
  protocolCommands,
  pipedPasswords,
  positionalPasswords,
  gluedUsers,
  insertStatements,
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
  mac,
  phone,
  nino,
  cryptoAddresses,
  azureSubscriptions,
];
