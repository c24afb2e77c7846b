// The list of all rules, in the order in which they look at a pair of bytes.
import { schemes } from './authorization.ts';
import { azureSignedKeys, azureStorageKeys, entraSecrets } from './azure.ts';
import { gluedOptions, longOptions, statements } from './command-line.ts';
import { credentials, encodedCredentials, taggedCredentials } from './credentials.ts';
import type { Detector } from './detector.ts';
import { email } from './email.ts';
import { iban } from './iban.ts';
import { azureSubscriptions, cryptoAddresses, nino } from './identifiers.ts';
import { jwt } from './jwt.ts';
import { ipv4, ipv6, mac } from './network.ts';
import { numbers } from './numbers.ts';
import { pem } from './pem.ts';
import { phone } from './phone.ts';
import { discord, telegram, tokens } from './tokens.ts';
import { networkUrls, oracleUrls, urls } from './url.ts';

export const DETECTORS: readonly Detector[] = [
  pem,
  jwt,
  tokens,
  telegram,
  discord,
  azureSignedKeys,
  azureStorageKeys,
  entraSecrets,
  urls,
  oracleUrls,
  networkUrls,
  schemes,
  credentials,
  encodedCredentials,
  taggedCredentials,
  longOptions,
  gluedOptions,
  statements,
  iban,
  numbers,
  email,
  ipv4,
  ipv6,
  mac,
  phone,
  nino,
  cryptoAddresses,
  azureSubscriptions,
];
