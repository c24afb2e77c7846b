// The secret of a name and a value that stand in brackets without quotes around the name: `(fs.s3a.secret.key,V)`, `{password,"V"}`; and what looks alike and stays.
import { testGroups } from '../../groups.ts';

testGroups({
  'tuples and terms': {
    finds: [
      ['(spark.hadoop.fs.s3a.secret.key,PKdZC15FrRff3F)', '(spark.hadoop.fs.s3a.secret.key,[CREDENTIAL])'],
      ['{user,"app"},{password,"lantern"},{port,5432}', '{user,"app"},{password,"[CREDENTIAL]"},{port,5432}'],
      ['[{username,<<"app">>},{password,<<"lantern">>}]', '[{username,<<"app">>},{password,<<"[CREDENTIAL]">>}]'],
    ],
    leaves: ['login(password,username)', 'INSERT INTO t (password,salt)', 'f(token,"x")', '{password,"a","b"}'],
  },
});
