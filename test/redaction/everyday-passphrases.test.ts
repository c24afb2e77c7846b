// Passphrases of everyday words, some of which are said about passwords as well, and the sentences that are.
import { type Kind, testKinds } from './planted.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  'a word that only ends like prose': {
    values: ['velvet otter climbs quietly', 'copper falcon flies gently', 'open sesame now please'],
    finds: [
      'password: <V>',
      'passphrase: <V>',
      'secret: <V>',
      'pwd: <V>',
      'passphrase: <V>; user: bob',
      '{"msg":"password: <V>"}',
      'user: bob, password: <V>',
    ],
  },
  'whole behind an equals sign': {
    values: ['velvet otter climbs quietly', 'reset every monday', 'invalid otter lamp', 'purple password lamp'],
    finds: [
      'password=<V>',
      'passphrase=<V>',
      'secret=<V>',
      'pwd=<V>',
      'PASSWORD=<V>',
      'DB_PASSWORD=<V>',
      'Server=db;Password=<V>;Database=x',
      'password=<V> user=bob',
      '"password=<V>"',
    ],
    leaves: [
      'password=required',
      'password=invalid user=bob',
      'password=changed successfully',
      'password=null user bob',
      'password=invalid for user bob',
      'password: is too short',
      'secret: must be set',
      'secret: not found in store',
      'secret: name of the secret',
      'passphrase: enter a passphrase',
      'password: open the settings page',
      'Secret: default-token created',
    ],
  },
  'no objects that are printed, and no validators': {
    values: ['[lantern', 'Path7'],
    finds: ['password: <V>', 'password=<V>'],
    leaves: [
      'User validation failed: password: Path `password` is required.',
      'password: Path `password` (`abc`) is shorter than the minimum allowed length (8).',
      'privateKey: [object Object]',
      'password: [object Object]',
      'secret=[object Promise]',
      'password: [Function (anonymous)]',
      'password: [Object: null prototype]',
      'password: [Circular *1]',
    ],
  },
  'up to a command or a sentence': {
    values: ['lantern', 'staple horse'],
    finds: [
      'PGPASSWORD=<V> psql -h db',
      'password=<V> connecting to db',
      'password=<V> failed',
      'password=<V> sent to bob',
    ],
  },
};

testKinds(KINDS);
