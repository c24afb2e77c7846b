// Credentials in the formats that have a rule of their own, and the everyday texts that look like them, group by group.
import { describe, expect, test } from 'vitest';
import { redactText } from '../../src/redaction/index.ts';

interface Group {
  /** Before and after. */
  readonly finds: readonly (readonly [before: string, after: string])[];
  readonly leaves: readonly string[];
}

const GROUPS: Readonly<Record<string, Group>> = {
  'quoted pairs': {
    finds: [
      ['.option("password", "Winter2024!")', '.option("password", "[CREDENTIAL]")'],
      [
        '.option("user", "etl").option("password", "lantern")',
        '.option("user", "etl").option("password", "[CREDENTIAL]")',
      ],
      ["conf.set('spark.app.db.password', 'copper-falcon')", "conf.set('spark.app.db.password', '[CREDENTIAL]')"],
      ['setProperty("trustStorePassword","meadow1")', 'setProperty("trustStorePassword","[CREDENTIAL]")'],
      ["[('user', 'app'), ('password', 'hunter2')]", "[('user', 'app'), ('password', '[CREDENTIAL]')]"],
      ['[["user","app"],["password","lantern"]]', '[["user","app"],["password","[CREDENTIAL]"]]'],
      ['put(\\"api_key\\", \\"abc123def\\")', 'put(\\"api_key\\", \\"[CREDENTIAL]\\")'],
      ['s:8:"password";s:7:"hunter2";', 's:8:"password";s:7:"[CREDENTIAL]";'],
    ],
    leaves: [
      'required: ["username", "password", "email"]',
      'fields: ["password", "email"], only: (\'token\', \'id\')',
      'errors.add("password", "too_short")',
      'messages.put("password", "must not be blank")',
      't("password", "Passwort")',
      'select("id", "password", "created_at")',
      'getenv("PASSWORD", "default")',
      'df.drop("token", "secret")',
      'tokenizer.add_tokens(["[EOS]", "token"], "x")',
    ],
  },
  arrows: {
    finds: [
      ['get("token") -> 9fK2mQ7xTz81LpWc', 'get("token") -> [CREDENTIAL]'],
      ['Map(user -> app, password -> lantern)', 'Map(user -> app, password -> [CREDENTIAL])'],
      ['"secret" -> "abcd1234"', '"secret" -> "[CREDENTIAL]"'],
      ["'password' -> 'hunter2'", "'password' -> '[CREDENTIAL]'"],
    ],
    leaves: [
      'token -> expression',
      'rule: secret -> ciphertext, key -> value',
      'password -> hash migration done',
      'warning: unexpected token --> src/main.rs:10:5',
      'fn parse(token: &str) -> Result<Token>',
      'def login(password: str) -> bool:',
    ],
  },
  'names in attributes of a tag': {
    finds: [
      ['<entry key="jdbc.password">hunter2</entry>', '<entry key="jdbc.password">[CREDENTIAL]</entry>'],
      ['<property name="password">hunter2</property>', '<property name="password">[CREDENTIAL]</property>'],
      [
        '<string name="api_key" translatable="false">a1b2</string>',
        '<string name="api_key" translatable="false">[CREDENTIAL]</string>',
      ],
      [
        '<setting name="ApiToken" serializeAs="String"><value>abcd1234</value>',
        '<setting name="ApiToken" serializeAs="String"><value>[CREDENTIAL]</value>',
      ],
    ],
    leaves: [
      '<string name="password_label">Password</string>',
      '<string name="password">Password</string>',
      '<entry key="token.count">5</entry>',
      '<testcase name="token">passed</testcase>',
    ],
  },
};

describe.each(Object.entries(GROUPS))('%s', (_, { finds, leaves }) => {
  test.each(finds)('finds %s', (before, after) => {
    expect(redactText(before)).toBe(after);
    expect(redactText(after)).toBe(after);
  });

  test.each(leaves)('leaves %s', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
