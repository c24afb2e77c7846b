// Finds passwords that a command echoes into another which reads one from its input: `echo V | sudo -S …`.
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { defineRule } from '../../scan/rule.ts';
import { isPlaceholder } from '../judgement/placeholders.ts';

const PIPED = defineRule('CREDENTIAL', 'piped password', 'what is echoed into a command that reads a password');

const REACH = 240;
/** `chpasswd`, from its last letters on, is not longer than this. */
const LONGEST_TRIGGER = 8;
const ECHO =
  /\b(?:echo|printf)\s+(?:-[ne]+\s+|['"]?%s['"]?\s+)?(?:"([^"\n]{1,128})"|'([^'\n]{1,128})'|([^\s'"|]{1,128}))\s*\|\s*(?:sudo|docker|podman|helm|oras|az|gpg|openssl|chpasswd|passwd|kinit|crane|skopeo|buildah|nerdctl|cryptsetup|gcloud\s+secrets)\b[^|\n]*$/;
/** Readers of `user:password`. */
const CHANGES_PASSWORDS = /\|\s*(?:sudo\s+)?chpasswd\b/;

export const pipedPasswords: Detector = {
  name: 'piped-passwords',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  // chpassWD, --password-Stdin, sudo -S, --data-file=-.
  pairs: [...pairsOf('w', 'd'), ...pairsOf('-', 'Ss'), ...pairsOf('=', '-')],
  find(scan, at) {
    const isStdin =
      scan.hasExactlyAt('-stdin', at) ||
      scan.hasExactlyAt('sudo -S ', at - 5) ||
      scan.hasExactlyAt('--data-file=-', at - 11);
    const isChange = scan.hasExactlyAt('chpasswd', at - 6);
    if (!isStdin && !isChange) return at + 1;
    const before = scan.textBefore(at, REACH);
    const from = at - before.length;
    const command = before + scan.textAfter(at, LONGEST_TRIGGER);
    const found = ECHO.exec(command);
    const password = found?.[1] ?? found?.[2] ?? found?.[3];
    if (found === null || password === undefined) return at + 1;
    const offset = CHANGES_PASSWORDS.test(command) ? password.indexOf(':') + 1 : 0;
    const start = from + found.index + found[0].indexOf(password) + offset;
    const end = start + password.length - offset;
    if (!isPlaceholder(scan.text.slice(start, end))) scan.add(start, end, PIPED);
    return at + 1;
  },
};
