// Passwords that a sentence announces: `Changed password for app to V`, `… password is generated for root: V`, or on the line below; and what looks alike and stays.

import { testGroups } from '../../groups.ts';
import { filled, HEXADECIMAL, MIXED } from '../../secrets.ts';

const HEX_32 = filled(HEXADECIMAL, 32);

const MIXED_40 = filled(MIXED, 40);

const GUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

testGroups({
  'passwords at the end of a sentence': {
    finds: [
      ['Setting password for root to Jslp.MjU0*39w', 'Setting password for root to [CREDENTIAL]'],
      ["Changed password for admin to 'Kjm!2fP;63f'", "Changed password for admin to '[CREDENTIAL]'"],
      [
        'password was generated for root@localhost: X?;otdO7Dx0>',
        'password was generated for root@localhost: [CREDENTIAL]',
      ],
      ['the password is copper.falcon.lantern', 'the password is [CREDENTIAL]'],
      ['DB_PASSWORD -> copper.falcon.lantern', 'DB_PASSWORD -> [CREDENTIAL]'],
    ],
    leaves: [
      'Changed password for admin to expire in 90 days',
      'password for root to be changed',
      'the password is case-sensitive',
      'password -> hash migration done',
    ],
  },
  'passwords below a sentence': {
    finds: [
      [
        `Please use the following password to proceed:\n\n${HEX_32}\n\nThis may also be found at: /var`,
        'Please use the following password to proceed:\n\n[CREDENTIAL]\n\nThis may also be found at: /var',
      ],
      [
        'Password for the elastic user (reset with `x -u elastic`):\n  a1B2c3D4e5F6',
        'Password for the elastic user (reset with `x -u elastic`):\n  [CREDENTIAL]',
      ],
      [
        'Password for the [elastic] user successfully reset.\nNew value: a1-B2c3D4e5F6',
        'Password for the [elastic] user successfully reset.\nNew value: [CREDENTIAL]',
      ],
      [
        'argocd admin initial-password -n argocd\na1B2c3D4e5F6\n',
        'argocd admin initial-password -n argocd\n[CREDENTIAL]\n',
      ],
    ],
    leaves: [
      'Enter the password of app:\nuser@host:~$',
      'wrong password for app:\n  at login (app.js:12:5)',
      'The password must have:\n- a digit',
      'login with password failed:\nhttps://host/login2024',
    ],
  },
  'passwords in sentences': {
    finds: [
      ['Enter password for app: lantern', 'Enter password for app: [CREDENTIAL]'],
      ['[sudo] password for app: Winter-falcon-42', '[sudo] password for app: [CREDENTIAL]'],
      [
        'A temporary password is generated for root@localhost: a1B2c3;D4',
        'A temporary password is generated for root@localhost: [CREDENTIAL]',
      ],
      ['password for the user elastic: lantern-42', 'password for the user elastic: [CREDENTIAL]'],
      ['password reset to "lantern-42"', 'password reset to "[CREDENTIAL]"'],
      ['the password is winter_lantern_11', 'the password is [CREDENTIAL]'],
    ],
    leaves: [
      '[sudo] password for app: Sorry, try again.',
      'password authentication failed for user: bob',
      'password for user app: incorrect',
      'Changed password for: app',
      'password is 8-16 characters long',
      'password policy updated, password reset requested by app-7',
    ],
  },
  sentences: {
    finds: [
      ['New password for user bob is: Qx9!kLmP2z', 'New password for user bob is: [CREDENTIAL]'],
      [
        `Please use the following password to proceed to installation: ${HEX_32}`,
        'Please use the following password to proceed to installation: [CREDENTIAL]',
      ],
      [
        'Hibernate: binding parameter password [VARCHAR] - [berlin*94]',
        'Hibernate: binding parameter password [VARCHAR] - [[CREDENTIAL]]',
      ],
      [`got token ${MIXED_40} from vault`, 'got token [CREDENTIAL] from vault'],
    ],
    leaves: [
      `the new password request of the admin password job: ${GUID}`,
      'Please use the following password rules: https://docs/rules',
      'binding parameter password [VARCHAR] - [null]',
      `got token ${GUID} from vault`,
      `token ${HEX_32} has expired`,
      'unexpected token IdentifierOrSomethingWithoutADigit in line 3',
    ],
  },
});
