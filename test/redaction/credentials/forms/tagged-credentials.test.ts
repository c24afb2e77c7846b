// The secret between the tags of an element that is named like one: `<password>…</password>`, `<name>x.password</name><value>…</value>`; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { testKinds } from '../../planted.ts';

testKinds({
  'tags with more behind the word': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      '<password>\n  <V>\n</password>',
      '{"m":"<password>\\n  <V>\\n</password>"}',
      '<password_prod><V></password_prod>',
      '<password-prod><V></password-prod>',
      '<password.prod><V></password.prod>',
      '<passwordProd><V></passwordProd>',
      '<PasswordMain><V></PasswordMain>',
      '<db_password_prod><V></db_password_prod>',
      '<password1><V></password1>',
      '<ns:password_prod><V></ns:password_prod>',
      '<password_prod type="x"><V></password_prod>',
      '<entry key="password_prod"><V></entry>',
      '<property name="password.prod" value="<V>"/>',
      '<secret_prod><V></secret_prod>',
      '<DbPasswordProd><V></DbPasswordProd>',
      '<password_prod><![CDATA[<V>]]></password_prod>',
      '<a><password_main><V></password_main></a>',
    ],
  },
});

testGroups({
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
      '<string name="forgot_password">Forgot password?</string>',
      '<string name="password">Password</string>',
      '<entry key="token.count">5</entry>',
      '<testcase name="token">passed</testcase>',
    ],
  },
});
