// Passwords that a shell gives a command on its input: `chpasswd <<< 'bob:V'`, `sudo -S … <<< V`, `read PASSWORD <<EOF` and the line below; and what looks alike and stays.
import { testKinds } from '../../planted.ts';

testKinds({
  'here-documents and here-strings': {
    values: ['hunter2', 'Winter#2024', 'lantern', 'q7Zk29vLmX04'],
    finds: [
      "passwd --stdin bob <<< '<V>'",
      'sudo -S ls <<< "<V>"',
      'sudo -S ls <<< <V>',
      'passwd bob <<EOF\n<V>\n<V>\nEOF',
      'PASSWORD=$(cat <<EOF\n<V>\nEOF\n)',
      'password: |\n  <V>\n',
      'password = <<EOF\n<V>\nEOF',
      'password = <<-EOT\n    <V>\n  EOT',
      'password = <<~PW\n  <V>\nPW',
      '$password = <<<EOT\n<V>\nEOT;',
      "$password = @'\n<V>\n'@",
      'chpasswd <<< "bob:<V>"',
      'cryptsetup luksOpen x y <<< "<V>"',
      'echo <V> | sudo -S x',
      'read -r PASSWORD <<< "<V>"',
      'read PASSWORD <<EOF\n<V>\nEOF',
      'docker login --password-stdin <<< "<V>"',
      "sudo -S -u app ls <<< '<V>'",
      'cryptsetup open /dev/sda1 x <<EOF\n<V>\nEOF',
      'chpasswd <<EOF\nbob:<V>\nann:<V>\nEOF',
    ],
  },
  'here-documents of a shell': {
    values: ['hunter2', 'Winter#2024', 'lantern'],
    finds: ['docker login -u x --password-stdin <<< "<V>"', 'docker login -u x --password-stdin <<< <V>'],
  },
});
