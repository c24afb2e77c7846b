// What Hadoop, Spark, Kafka, ZooKeeper and Kubernetes number and name is neither a card, a secret nor an address.
import { describe, expect, test } from 'vitest';
import { redactText } from '../../../src/redaction/index.ts';

/** Sixteen digits with an issuer's prefix that pass Luhn. */
const CARD = '4111111111111111';
const OTHER_CARD = '4539578763621486';

test.each([
  'Session establishment complete on server zk1:2181, sessionid = 0x1a2b3c4d5e60007, negotiated timeout = 40000',
  'Processed session termination for sessionid: 0x1a2b3c4d5e60007',
  'processing sessionid:0x1a2b3c4d5e60007 type:create cxid:0x2 zxid:0x30000001a txntype:-1 reqpath:n/a',
  'sessionId=0x1a2b3c4d5e60007, session_id: 0x7fff00000001, JSESSIONID=0x0',
  'pod/etl-5d4f8b7c9d-x2x4q token: 0x7f8a9b0c1d2e3f40 hashcode',
  `Receiving block blk_${CARD} src: /10.250.19.102:54106 dest: /10.250.19.102:50010`,
  `addStoredBlock: blockMap updated: 10.251.73.220:50010 is added to blk_-${OTHER_CARD} size 67108864`,
  `BP-1234567890-10.0.0.1-1412345678901:blk_${CARD}_1001`,
  `txn_${CARD} msg_${OTHER_CARD} seg_${CARD} chunk_${CARD}.tmp broadcast_${CARD} piece0 rdd_${CARD}`,
  `jobGroup ${CARD}_${OTHER_CARD}_run, part-${CARD}-a.parquet, topic-${CARD}`,
  `sequence-number=${CARD} sequence number ${OTHER_CARD} lease:${CARD} genstamp ${OTHER_CARD}`,
  `inode#${CARD} fileId=${OTHER_CARD} zxid: ${CARD} partition_${CARD}`,
  `took ${CARD} us, read ${OTHER_CARD} bytes, ${CARD} ns behind`,
  `elapsed us=${CARD} duration_us: ${OTHER_CARD}`,
])('stays: %s', (line) => expect(redactText(line)).toBe(line));

test.each<[line: string, masked: string]>([
  ['call us 4111 1111 1111 1111 now', 'call us [CREDIT_CARD] now'],
  [`pay us ${CARD}`, 'pay us [CREDIT_CARD]'],
  [`card_${CARD} and payment_${OTHER_CARD}_retry`, 'card_[CREDIT_CARD] and payment_[CREDIT_CARD]_retry'],
  [`number: ${CARD}, card number ${OTHER_CARD}`, 'number: [CREDIT_CARD], card number [CREDIT_CARD]'],
  // Under these names stands what people write.
  ...['message', 'exception.message', 'msg', 'event', 'topic', 'entry', 'file'].map((name): [string, string] => [
    `{"${name}":"${CARD}"}`,
    `{"${name}":"[CREDIT_CARD]"}`,
  ]),
  ['password=0x1a2b3c4d5e6f7a8b', 'password=[CREDENTIAL]'],
  [`token=0x${'1a2b3c4d'.repeat(8)}`, 'token=[CREDENTIAL]'],
])('is masked all the same: %s', (line, masked) => expect(redactText(line)).toBe(masked));

describe('principals of Kerberos', () => {
  test.each([
    'Login successful for user hdfs/nn01.example.com@EXAMPLE.COM using keytab file /etc/security/hdfs.keytab',
    'client principal hive/_HOST@EXAMPLE.COM, krbtgt/EXAMPLE.COM@EXAMPLE.COM, HTTP/web01.example.com@EXAMPLE.COM',
    'spark.kerberos.principal=spark@EXAMPLE.COM',
    'ugi=etl@EXAMPLE.COM (auth:KERBEROS) ip=/10.0.0.2 cmd=open src=/data',
    'Default principal: alice@CORP.EXAMPLE.COM',
    'user@REALM and user@REALM.LOCAL',
    'token for etl: HDFS_DELEGATION_TOKEN owner=etl/nn.example.com@EXAMPLE.COM, renewer=yarn',
    'kafka/broker1.internal@CORP.LOCAL',
  ])('stay: %s', (line) => expect(redactText(line)).toBe(line));

  test.each([
    ['mail to JOHN.SMITH@EXAMPLE.COM', 'mail to [EMAIL]'],
    ['from john.smith@EXAMPLE.COM', 'from [EMAIL]'],
    ['kerberos contact: ann@example.com', 'kerberos contact: [EMAIL]'],
    ['https://x.example/users/ann@EXAMPLE.COM/edit', 'https://x.example/users/[EMAIL]/edit'],
  ])('addresses are masked: %s', (line, masked) => expect(redactText(line)).toBe(masked));
});
