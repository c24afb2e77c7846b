// The secret of a client of Azure, which stands behind its tenant and its id.
import { testKinds } from './planted.ts';

testKinds({
  'the third argument': {
    values: ['monkey', ['ottq', '7zz9'].join('')],
    finds: [
      'new ClientSecretCredential("tenant","client","<V>")',
      "new ClientSecretCredential('tenant', 'client', '<V>', {})",
      'ClientSecretCredential("tenant", "client", "<V>")',
    ],
    leaves: ['new ClientSecretCredential("tenant", "client", secret)'],
  },
});
