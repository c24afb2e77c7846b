// Notices during a scan that a text has encodings, so that it is scanned once more without them; and what looks alike and stays.
import { testKinds } from '../planted.ts';

testKinds({
  'a plus for a blank': {
    values: ['WinterFox7q', 'lantern', 'Blue%26Fox7'],
    finds: [
      'GET /sql?q=CREATE+USER+bob+WITH+PASSWORD+%27<V>%27 HTTP/1.1',
      "GET /sql?q=ALTER+ROLE+bob+PASSWORD+'<V>'&x=1",
      'q=CREATE+USER+a+IDENTIFIED+BY+%27<V>%27',
      'cmd=mysql+-u+root+--password+<V>&x=1',
      'cmd=mysql+-uroot+-p%27<V>%27',
      'msg=the+password+is+%22<V>%22&to=1',
      'cmd=curl+-u+bob:<V>+https://x',
    ],
  },
  'JSON within JSON, entities, escapes': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'Blue Fox'],
    finds: [
      '{"body":"{\\"password\\":\\"<V>\\",\\"x\\":1}"}',
      '{"body":"{\\"b\\":\\"{\\\\\\"password\\\\\\":\\\\\\"<V>\\\\\\"}\\"}"}',
      '{"body":"{\\"b\\":\\"{\\\\\\"c\\\\\\":\\\\\\"{\\\\\\\\\\\\\\"password\\\\\\\\\\\\\\":\\\\\\\\\\\\\\"<V>\\\\\\\\\\\\\\"}\\\\\\"}\\"}"}',
      '{"log":"Server=db;Password=<V>;x=1"}',
      "'{\\'password\\': \\'<V>\\'}'",
      '{\\u0022password\\u0022:\\u0022<V>\\u0022}',
      '{"b":"{\\u0022password\\u0022:\\u0022<V>\\u0022}"}',
      '%7B%22password%22%3A%22<V>%22%7D',
      '%7B%22password%22%3A%20%22<V>%22%7D',
      '{&quot;password&quot;:&quot;<V>&quot;}',
      '{&quot;password&quot;: &quot;<V>&quot;}',
      '{&#34;password&#34;:&#34;<V>&#34;}',
      '{&#x22;password&#x22;:&#x22;<V>&#x22;}',
      '{&#39;password&#39;: &#39;<V>&#39;}',
      '{&apos;password&apos;: &apos;<V>&apos;}',
      '{&#x27;password&#x27;: &#x27;<V>&#x27;}',
      '{&amp;quot;password&amp;quot;:&amp;quot;<V>&amp;quot;}',
      '&lt;add key=&quot;Password&quot; value=&quot;<V>&quot; /&gt;',
      'password=&quot;<V>&quot; user=x',
      'password&#61;<V>&amp;x=1',
      'password&#x3D;<V>&amp;x=1',
      'password&equals;<V>',
      'password&#58; <V>',
      'password&colon; <V>',
    ],
  },
});
