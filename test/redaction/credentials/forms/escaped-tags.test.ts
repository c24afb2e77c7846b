// The text of tags that were escaped, as XML and HTML in a string or in JSON is: `&lt;password&gt;…&lt;/password&gt;`; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'escaped tags': {
    finds: [
      ['&lt;password&gt;lantern&lt;/password&gt;', '&lt;password&gt;[CREDENTIAL]&lt;/password&gt;'],
      ['\\u003capiKey\\u003ea1b2c3\\u003c/apiKey\\u003e', '\\u003capiKey\\u003e[CREDENTIAL]\\u003c/apiKey\\u003e'],
    ],
    leaves: ['if token &gt; 5 &lt; 7', 'List&lt;Token&gt; tokens', 'a -&gt; secret -&gt; b &lt;c&gt;'],
  },
});
