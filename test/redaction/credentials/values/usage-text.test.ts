// The columns of a manual, and a sentence about an option, from an option and its argument; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'options in a sentence': {
    leaves: [
      'WARNING! Using --password via the CLI is insecure. Use --password-stdin.',
      'error: the --password flag cannot be used together with --password-stdin',
      'You must provide --secret-key when using --access-key',
      'deprecated: --auth-token will be removed in v3',
      'with --password prompts the user twice',
      'use --password instead.',
    ],
    finds: [
      ['app --password falcon db', 'app --password [CREDENTIAL] db'],
      ['app --password hunter2 --user x', 'app --password [CREDENTIAL] --user x'],
      ['app --password Via the', 'app --password [CREDENTIAL] the'],
    ],
  },
  'columns of a manual': {
    leaves: [
      ' -storepasswd        Changes the store password of a keystore',
      '  -W, --password           force password prompt',
      ' -password val       Set PKCS#12 import/export password source',
    ],
    finds: [['tool --password Winter2024 -v', 'tool --password [CREDENTIAL] -v']],
  },
});
