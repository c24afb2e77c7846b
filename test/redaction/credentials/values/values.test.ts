// The value that follows a name: quoted on any level of escaping, or bare up to what ends it; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  'where a value ends': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'p@ss!word'],
    finds: [
      'password=<V> connecting to db',
      'password=<V> failed for bob',
      'login with password=<V> failed',
      'password=<V>, retrying',
      'password=<V>; retrying',
      'password=<V>) failed',
      '(password=<V>)',
      '[password=<V>]',
      '{password=<V>}',
      '<password=<V>>',
      'password=<V>|user=x',
      'password=<V>,user=x',
      'password=<V>, user=x',
      'password=<V>;user=x',
      'password=<V>&user=x',
      'password=<V> user=x',
      'password=<V>\tuser=x',
      'password=<V>\nuser=x',
      'password: <V>, retrying',
      'password: <V> (from env)',
      'password: <V> - retrying',
      'password: <V> # comment',
      'password: <V> // comment',
      'password=<V> // comment',
      'password=<V> /* comment */',
      'connecting with user=bob, password=<V> to host=db',
      'connecting as bob (password: <V>) to db',
      '"password=<V>", "x"',
      "'password=<V>'",
      '`password=<V>`',
      'password=<V>"',
      'password=<V>\\n',
      'password=<V>\\r\\nx',
      'password=<V>\\tx=1',
      'password=<V>\\u0026x=1',
    ],
  },
});

testGroups({
  'values with everything': {
    finds: [
      ["host=db password=Gugk<ghbH2(87e dbname=x'", "host=db password=[CREDENTIAL] dbname=x'"],
      ['DB_PASSWORD:  Jcqzs=bpoE.74q', 'DB_PASSWORD:  [CREDENTIAL]'],
      ["pass='Yeg}GdQNc?04y'", "pass='[CREDENTIAL]'"],
      ['password=lantern<br>', 'password=[CREDENTIAL]<br>'],
    ],
    leaves: ['password: user=bob', 'Password: User=bob'],
  },
});
