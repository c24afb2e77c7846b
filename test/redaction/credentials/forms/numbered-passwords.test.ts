// `password1: V`: a digit before the colon; and times of day, which stay.
import { testGroups } from '../../groups.ts';

testGroups({
  'numbered passwords': {
    finds: [
      ['password1: Winter#2024', 'password1: [CREDENTIAL]'],
      ['Password2: "Winter#2024"', 'Password2: "[CREDENTIAL]"'],
      ['db_password3: Winter#2024', 'db_password3: [CREDENTIAL]'],
    ],
    leaves: ['password1: null', 'password1: required', 'password2 12:30:45'],
  },
});
