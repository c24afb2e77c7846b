// The further hosts of one URL, each of which may have a user: `user:password@a:1,user:password@b:2`, as MongoDB, Kafka and Redis take them; and what looks alike and stays.
import { testKinds } from '../../planted.ts';

testKinds({
  'further hosts of a URL': {
    values: ['hunter2', 'Winter%242024', 'lantern'],
    label: '[URL_PASSWORD]',
    finds: [
      'mongodb://app:<V>@a:27017,app:<V>@b:27017/db',
      'mongodb://app:<V>@a:27017,b:27017,app:<V>@c:27017/db?replicaSet=rs',
      'amqp://app:<V>@a:5672,amqp://app:<V>@b:5672',
      'amqp://app:<V>@a,app:<V>@b/vhost',
      'kafka://app:<V>@b1:9092,app:<V>@b2:9092',
      'postgresql://app:<V>@h1:5432,app:<V>@h2:5432/db',
      'redis://:<V>@s1:26379,:<V>@s2:26379/0',
      'redis-sentinel://:<V>@s1:26379,s2:26379,:<V>@s3:26379',
      'nats://app:<V>@a:4222,nats://app:<V>@b:4222',
      'nats://app:<V>@a:4222, nats://app:<V>@b:4222',
      'http://elastic:<V>@es1:9200,elastic:<V>@es2:9200',
      'rabbit://u:<V>@h1:5672,u:<V>@h2:5672//',
    ],
    leaves: ['mongodb://a:27017,b:27017/db user@example', 'http://a:1,b:2/x'],
  },
});
