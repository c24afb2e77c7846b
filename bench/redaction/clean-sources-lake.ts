// Clean-log sources from the software around a lake: Kafka clients, Delta, dbt, Django, SQLAlchemy, Azure's SDK.
import { join } from 'node:path';
import type { CleanSource } from './clean-sources.ts';
import type { Workshop } from './clean-workshop.ts';

const KAFKA_POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId><artifactId>bus</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>3.9.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
    <dependency><groupId>com.zaxxer</groupId><artifactId>HikariCP</artifactId><version>4.0.3</version></dependency>
    <dependency><groupId>com.h2database</groupId><artifactId>h2</artifactId><version>2.2.224</version></dependency>
  </dependencies></project>`;

const KAFKA_MAIN = `
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
public class Bus {
  public static void main(String[] args) throws Exception {
    Properties p = new Properties();
    p.put("bootstrap.servers", "127.0.0.1:9");
    p.put("group.id", "loader");
    p.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    p.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
    p.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    p.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    p.put("max.block.ms", "1500"); p.put("default.api.timeout.ms", "1500"); p.put("request.timeout.ms", "1000");
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(p)) { producer.send(new ProducerRecord<>("orders", "k", "v")).get(); } catch (Exception e) { e.printStackTrace(); }
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(p)) { consumer.subscribe(List.of("orders")); consumer.poll(java.time.Duration.ofMillis(800)); } catch (Exception e) { e.printStackTrace(); }
    try (Admin admin = Admin.create(p)) { admin.listTopics().names().get(); } catch (Exception e) { e.printStackTrace(); }
    com.zaxxer.hikari.HikariConfig c = new com.zaxxer.hikari.HikariConfig();
    c.setJdbcUrl("jdbc:h2:mem:lake"); c.setPoolName("lake");
    try (var pool = new com.zaxxer.hikari.HikariDataSource(c); var con = pool.getConnection(); var s = con.createStatement()) {
      s.execute("create table t(id int primary key)"); s.execute("insert into t values (1)"); s.execute("insert into t values (1)");
    } catch (Exception e) { e.printStackTrace(); }
  }
}`;

function kafka(shop: Workshop): string {
  shop.write('pom.xml', KAFKA_POM);
  shop.write('Bus.java', KAFKA_MAIN);
  return shop.shell(
    `mvn -q -B -Dmaven.repo.local=m2 dependency:copy-dependencies -DoutputDirectory=lib >/dev/null 2>&1
     javac -cp 'lib/*' Bus.java && timeout 60 java -Dorg.slf4j.simpleLogger.defaultLogLevel=debug -Dorg.slf4j.simpleLogger.showDateTime=true -cp 'lib/*:.' Bus 2>&1`,
    { timeout: 400_000 },
  );
}

const LAKE_PYTHON = `
import logging, sys, tempfile, os
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(asctime)s %(name)s %(levelname)s %(message)s")
from sqlalchemy import create_engine, text
engine = create_engine("sqlite://", echo="debug")
with engine.begin() as c:
    c.execute(text("create table orders (id integer primary key, token_count integer, secret_santa text)"))
    c.execute(text("insert into orders values (:id, :n, :s)"), [{"id": i, "n": i * 7, "s": "team %d" % i} for i in range(40)])
    c.execute(text("select * from orders where token_count > :n"), {"n": 12}).all()
try:
    with engine.begin() as c: c.execute(text("select passwords_reset from orders"))
except Exception: logging.exception("query failed")
import requests
for path in ["/v1/rows?page=2", "/auth/status", "/tokens/count"]:
    try: requests.get("http://127.0.0.1:9" + path, timeout=1)
    except Exception: logging.exception("fetch failed")
from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
from azure.core.credentials import AccessToken
from azure.storage.blob import BlobServiceClient
class Nobody:
    def get_token(self, *scopes, **kw): return AccessToken("x", 4102444800)
try: BlobServiceClient("https://127.0.0.1:9/lake", credential=Nobody(), retry_total=2, logging_enable=True).get_service_properties()
except Exception: logging.exception("storage failed")
os.environ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = "http://127.0.0.1:9"
try: DefaultAzureCredential(process_timeout=2).get_token("https://storage.azure.com/.default")
except Exception as e: logging.exception("no credential")
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"], DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, DEBUG=True, SECRET_KEY="".join(["n", "o"]))
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=3)
call_command("check", verbosity=3)
call_command("showmigrations", verbosity=3)
from django.contrib.auth.models import Permission
for p in Permission.objects.all(): logging.info("permission %s %r", p.codename, p)
`;

function lakePython(shop: Workshop): string {
  const venv = join(shop.cache, 'lake-venv');
  shop.shell(
    `[ -x ${venv}/bin/dbt ] || { python3 -m venv ${venv} && ${venv}/bin/pip install -q dbt-duckdb==1.9.1 dbt-core==1.9.2 sqlalchemy==2.0.36 requests==2.32.3 azure-identity==1.19.0 azure-storage-blob==12.24.0 django==5.1.4; }`,
    { timeout: 900_000 },
  );
  shop.write(
    'dbt_project.yml',
    'name: lake\nversion: "1.0"\nprofile: lake\nmodel-paths: [models]\nseed-paths: [seeds]\n',
  );
  shop.write('profiles.yml', 'lake:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: lake.db, threads: 2}\n');
  for (let i = 0; i < 12; i++)
    shop.write(
      `models/m${i}.sql`,
      `{{ config(materialized='table') }} select ${i} as id, 'r${i}' as region, range as n from range(100)`,
    );
  shop.write('models/bad.sql', "select * from {{ ref('m1') }} where missing_column = 1");
  shop.write(
    'models/schema.yml',
    'version: 2\nmodels:\n  - name: m1\n    columns:\n      - name: id\n        tests: [unique, not_null]\n',
  );
  shop.write('seeds/regions.csv', 'id,name\n1,west\n2,north\n');
  const script = shop.write('lake.py', LAKE_PYTHON);
  return shop.shell(
    `for c in debug seed run test "docs generate"; do ${venv}/bin/dbt --debug $c --profiles-dir . 2>&1; done; ${venv}/bin/python ${script} 2>&1; cat target/manifest.json | ${venv}/bin/python -m json.tool | head -4000`,
    {
      timeout: 400_000,
      env: { DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', NO_PROXY: '*' },
    },
  );
}

const DELTA_JOB = `
import sys
from pyspark.sql import SparkSession, functions as F
out = sys.argv[1]
spark = (SparkSession.builder.appName("delta").master("local[2]").config("spark.jars.packages", "io.delta:delta-spark_2.13:4.0.0")
  .config("spark.jars.ivy", out + "/ivy").config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
  .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog").getOrCreate())
spark.sparkContext.setLogLevel("INFO")
t = out + "/orders"
df = spark.range(5000).withColumn("region", F.concat(F.lit("r"), F.col("id") % 7))
df.write.format("delta").partitionBy("region").save(t)
for i in range(6): df.limit(50 * (i + 1)).write.format("delta").mode("append").save(t)
spark.sql("OPTIMIZE delta.\`%s\` " % t).show(); spark.sql("DESCRIBE HISTORY delta.\`%s\`" % t).show(20, False)
spark.sql("DELETE FROM delta.\`%s\` WHERE id %% 3 = 0" % t); spark.sql("UPDATE delta.\`%s\` SET region = 'x' WHERE id < 9" % t)
spark.sql("SET -v").show(400, False)
`;

function delta(shop: Workshop): string {
  const venv = join(shop.cache, 'pyspark-venv');
  const job = shop.write('delta.py', DELTA_JOB);
  const text = shop.run(join(venv, 'bin/python'), [job, shop.directory], {
    env: { SPARK_LOCAL_IP: '127.0.0.1' },
    timeout: 420_000,
  });
  return `${text}\n${shop.shell('cat orders/_delta_log/*.json; find orders | head -400')}`;
}

/** Made after the rules had been improved on the others: their first run is the honest one. */
export const lakeSources: readonly CleanSource[] = [
  { name: 'kafka', needs: ['mvn', 'javac'], collect: kafka },
  { name: 'lake-python', needs: ['python3'], collect: lakePython },
  { name: 'delta', needs: ['python3', 'java'], collect: delta },
];
