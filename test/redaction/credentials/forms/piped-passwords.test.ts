// A password that one command writes for another to read: `echo V | sudo -S …`; and what is written for other commands, which stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'piped passwords': {
    finds: [
      ['echo lantern | sudo -S apt-get update', 'echo [CREDENTIAL] | sudo -S apt-get update'],
      ['echo "lantern" | sudo -S ls', 'echo "[CREDENTIAL]" | sudo -S ls'],
      [
        "echo 'lantern' | docker login -u app --password-stdin",
        "echo '[CREDENTIAL]' | docker login -u app --password-stdin",
      ],
    ],
    leaves: ['echo done | tee out.txt', 'echo done | sudo -S', 'echo "$PASSWORD" | docker login --password-stdin'],
  },
});
