// The words password, passphrase and passcode hand on to each form that begins at them; assignments belong to another rule.
import { testGroups } from '../../groups.ts';

testGroups({
  'the words themselves': {
    finds: ['password', 'passphrase', 'passcode'].flatMap((word) => [
      [`the ${word} is Unst-Yell-99`, `the ${word} is [CREDENTIAL]`] as const,
      [`${word}_prod_main = Winter#2024`, `${word}_prod_main = [CREDENTIAL]`] as const,
      [`${word}: string = 'Winter#2024'`, `${word}: string = '[CREDENTIAL]'`] as const,
    ]),
    leaves: ['a passphrase protects the key', 'enter the passcode', 'the password has expired'],
  },
});
