// Headers whose whole value is a credential, beside their names: in flat lists, in pairs, in objects of a name and a value.
import { testGroups } from '../../groups.ts';

testGroups({
  'headers beside their names': {
    finds: [
      [
        `"rawHeaders":["Host","a.com","Authorization","Bearer lantern7","X-Api-Key","hunter2","Cookie","a=hunter2"]`,
        `"rawHeaders":["Host","a.com","Authorization","Bearer [BEARER_TOKEN]","X-Api-Key","[CREDENTIAL]","Cookie","a=[CREDENTIAL]"]`,
      ],
      ["[ 'authorization', 'Basic lantern7' ]", "[ 'authorization', 'Basic [BEARER_TOKEN]' ]"],
      ["[(b'authorization', b'Bearer lantern7')]", "[(b'authorization', b'Bearer [BEARER_TOKEN]')]"],
      [
        String.raw`[[\"proxy-authorization\",\"Basic lantern7\"]]`,
        String.raw`[[\"proxy-authorization\",\"Basic [BEARER_TOKEN]\"]]`,
      ],
      [
        '{"name":"authorization","value":"Bearer lantern7"}',
        '{"name":"authorization","value":"Bearer [BEARER_TOKEN]"}',
      ],
      [
        "{ header: 'Authorization', value: 'Basic lantern7' }",
        "{ header: 'Authorization', value: 'Basic [BEARER_TOKEN]' }",
      ],
    ],
    leaves: [
      'Access-Control-Allow-Headers: ["Authorization","Content-Type","X-Api-Key","X-Request-Id"]',
      '["Authorization","X-Amz-Date2"]',
      'headers.set("Authorization", "Bearer " + token)',
      '{"name":"X-Token-Type","value":"Bearer"}',
    ],
  },
});
