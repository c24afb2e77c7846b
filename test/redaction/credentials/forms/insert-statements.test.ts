// Passwords in an INSERT by the place of their column: `INSERT INTO users (name, password) VALUES ('app', '…')`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

const VALUES = ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'];

testKinds({
  'values of statements': {
    values: VALUES,
    finds: [
      "INSERT INTO t (created, name, password) VALUES (now(), ?, ?)\n[parameters: ('Jo', '<V>')]",
      "INSERT INTO t (created, name, password) VALUES (now(), %s, %s) [parameters: ('Jo', '<V>')]",
      "INSERT INTO t (created, name, password) VALUES (CURRENT_TIMESTAMP, ?, ?)\n[parameters: ('Jo', '<V>')]",
      `INSERT INTO t (id, name, password) VALUES (nextval('t_seq'), $1, $2) -- PARAMETERS: ["Jo","<V>"]`,
      "INSERT INTO t (id, name, password) VALUES (DEFAULT, ?, ?) [parameters: ('Jo', '<V>')]",
      "INSERT INTO t (id, name, password) VALUES (coalesce(?, 5), ?, ?) [parameters: (1, 'Jo', '<V>')]",
      "INSERT INTO t (id, name, password) VALUES (uuid(), lower(?), ?) [parameters: ('Jo', '<V>')]",
      "INSERT INTO t (name, created, password) VALUES (?, date_add(now(), interval 1 day), ?) [parameters: ('Jo', '<V>')]",
      "INSERT INTO t (name, password) VALUES (?, crypt(?, gen_salt('bf'))) [parameters: ('Jo', '<V>')]",
      "INSERT INTO t (name, password) VALUES (?, SHA2(?, 256)); params: ['Jo', '<V>']",
      "INSERT INTO users (name, password) VALUES (%(name__0)s, %(password__0)s), (%(name__1)s, %(password__1)s)\n[parameters: {'name__0': 'Jo', 'password__0': '<V>', 'name__1': 'Al', 'password__1': '<V>'}]",
      "INSERT INTO users (name, password) VALUES (?, ?), (?, ?)\n[parameters: ('Jo', '<V>', 'Al', '<V>')]",
      "INSERT INTO users (name, password) VALUES (?, ?), (?, ?), (?, ?)\n[generated in 0.00012s (insertmanyvalues) 1/1 (ordered)] ('Jo', '<V>', 'Al', '<V>', 'Di', '<V>')",
      "INSERT INTO users (name, password) VALUES (?, ?)\n[parameters: [('Jo', '<V>'), ('Al', '<V>')  ... displaying 10 of 100 total bound parameter sets ...  ('Di', '<V>'), ('Ed', '<V>')]]",
      "[parameters: [{'name': 'Jo', 'password': '<V>'}, {'name': 'Al', 'password': '<V>'}  ... displaying 10 of 100 total bound parameter sets ...  {'name': 'Di', 'password': '<V>'}, {'name': 'Ed', 'password': '<V>'}]]",
      "[parameters: {'name__0': 'Jo', 'password__0': '<V>', 'password__1': '<V>' ... 190 parameters truncated ... 'name__99': 'x', 'password__99': '<V>'}]",
      "INSERT INTO users (name, password) VALUES (?, ?), (?, ?), (?, ?)\n[parameters: ('Jo', '<V>', 'Al', '<V>', 'Di' ... 4 parameters truncated ... '<V>', 'Ed', '<V>')]",
      "[parameters: {'password_1': '<V>', 'password_2': '<V>'}]",
      "INSERT INTO users (name, password) SELECT p0::VARCHAR, p1::VARCHAR FROM (VALUES (%(name__0)s, %(password__0)s, 0), (%(name__1)s, %(password__1)s, 1)) AS imp_sen(p0, p1, sen_counter) ORDER BY sen_counter RETURNING users.id\n[parameters: {'password__0': '<V>', 'name__0': 'Jo', 'password__1': '<V>', 'name__1': 'Al'}]",
      "INSERT INTO users (name, password) OUTPUT inserted.id VALUES (?, ?)\n[parameters: ('Jo', '<V>')]",
      "INSERT INTO users (name, password) VALUES (?, ?) RETURNING id, created\n[generated in 0.00012s] ('Jo', '<V>')",
      "INSERT INTO users (name, password) VALUES (:name, :password)\n[parameters: {'name': 'Jo', 'password': '<V>'}]",
      "INSERT INTO users (created, password) VALUES (to_timestamp(?, 'YYYY, MM'), ?) [parameters: (5, '<V>')]",
      'INSERT INTO users (id, "createdAt", password) VALUES (DEFAULT, now(), $1) -- PARAMETERS: ["<V>"]',
      'insert into users (id, created, password) values (default, now(), ?)\n==>  Parameters: <V>(String)',
      '==>  Preparing: insert into users (name, created, password) values (?, now(), ?)\n==> Parameters: Jo(String), <V>(String)',
      `{"msg":"INSERT INTO t (created, name, password) VALUES (now(), ?, ?)\\n[parameters: ('Jo', '<V>')]"}`,
      "UPDATE users SET updated = now(), password = crypt(?, gen_salt('bf')) WHERE id = ? [parameters: ('<V>', 5)]",
      "UPDATE users SET name = coalesce(?, name), password = ? WHERE id = ? [parameters: ('Jo', '<V>', 5)]",
      "INSERT INTO t (created, DB_PASSWORD) VALUES (now(), ?) [parameters: ('<V>',)]",
      "INSERT INTO t (created, dbPassword) VALUES (now(), ?) [parameters: ('<V>',)]",
      "INSERT INTO t (name, password) VALUES (@p0, @p1), (@p2, @p3); [parameters: ('Jo', '<V>', 'Al', '<V>')]",
      "INSERT INTO t (id, password) VALUES ((SELECT max(id) FROM t), ?) [parameters: ('<V>',)]",
      "INSERT INTO t (id, name, password) VALUES (1, 'fix, ed', ?) [parameters: ('<V>',)]",
      "INSERT INTO t (created, name, password) VALUES (now(), 'Jo', '<V>')",
      "INSERT INTO t (created, password, name) VALUES (date_add(now(), interval 1 day), '<V>', 'x')",
      "INSERT INTO t (name, password) VALUES ('Jo', md5('<V>'))",
      "INSERT INTO t (name, password) VALUES (lower('Jo'), '<V>'), (lower('Al'), '<V>')",
      "INSERT INTO t (name, password) VALUES ('Jo', crypt('<V>', gen_salt('bf')))",
      "INSERT INTO t (id, password) VALUES (nextval('s'), '<V>')",
      "REPLACE INTO t (id, password) VALUES (uuid(), '<V>')",
    ],
    leaves: [
      'INSERT INTO t (created, name, password) VALUES (now(), ?, ?)',
      "INSERT INTO t (password, name) VALUES (gen_random(), ?) [parameters: ('Jo',)]",
      "INSERT INTO t (created, name) VALUES (now(), ?) [parameters: ('Jo',)]",
      "[parameters: {'name__0': 'Jo', 'created__0': datetime.datetime(2024, 1, 2)}]",
      "INSERT INTO t (password_changed, name) VALUES (now(), ?) [parameters: ('Jo',)]",
    ],
  },
});

testGroups({
  'statements of SQL': {
    finds: [
      [
        "INSERT INTO users (name, password) VALUES ('app', 'lantern')",
        "INSERT INTO users (name, password) VALUES ('app', '[CREDENTIAL]')",
      ],
      [
        "INSERT INTO t (id, `password`, x) values (1, 'lantern', 2), (2, 'meadow', 3)",
        "INSERT INTO t (id, `password`, x) values (1, '[CREDENTIAL]', 2), (2, '[CREDENTIAL]', 3)",
      ],
      ["CREATE USER a IDENTIFIED WITH plugin BY 'lantern'", "CREATE USER a IDENTIFIED WITH plugin BY '[CREDENTIAL]'"],
      ['ALTER USER a IDENTIFIED BY lantern ACCOUNT UNLOCK', 'ALTER USER a IDENTIFIED BY [CREDENTIAL] ACCOUNT UNLOCK'],
    ],
    leaves: [
      "INSERT INTO users (name, region) VALUES ('app', 'west')",
      'INSERT INTO users (password, name) SELECT a, b FROM t',
      'rows are identified by their key and values (a, b)',
    ],
  },
});
