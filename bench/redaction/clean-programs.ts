// Small programs that the clean-log sources run: each does ordinary work, then fails in ordinary ways.

/** The level is left to the job: pyspark's shell filter stays at WARN unless `setLogLevel` changes something. */
export function SPARK_LOG4J(layout: string): string {
  return [
    'rootLogger.level = warn',
    'rootLogger.appenderRef.stdout.ref = console',
    'appender.console.type = Console',
    'appender.console.name = console',
    'appender.console.target = SYSTEM_ERR',
    'appender.console.layout.type = PatternLayout',
    `appender.console.layout.pattern = ${layout}`,
    '',
  ].join('\n');
}

export const SPARK_JOBS: string = `
import sys
from pyspark.sql import SparkSession, functions as F
data, out, level = sys.argv[1:4]
spark = (SparkSession.builder.appName("nightly sales").master("local[2]")
         .config("spark.ui.enabled", "true").config("spark.sql.shuffle.partitions", "4").getOrCreate())
spark.sparkContext.setLogLevel(level)
flights = spark.read.option("multiLine", True).json(data + "/flights-5k.json")
movies = spark.read.option("multiLine", True).json(data + "/movies.json")
birds = spark.read.option("header", True).option("inferSchema", True).csv(data + "/birdstrikes.csv")
flights.createOrReplaceTempView("flights")
flights.groupBy("origin").agg(F.avg("delay"), F.max("distance")).orderBy("origin").show(20, False)
spark.sql("SELECT origin, destination, count(*) n FROM flights GROUP BY 1, 2 ORDER BY n DESC LIMIT 10").explain(True)
movies.printSchema()
movies.write.mode("overwrite").parquet(out + "/movies")
birds.repartition(3).write.mode("overwrite").partitionBy("Origin State").json(out + "/birds")
back = spark.read.parquet(out + "/movies")
print(back.join(F.broadcast(flights.limit(10)), back["Title"] == flights["origin"], "left").count())
back.cache().count()
stream = spark.readStream.format("rate").option("rowsPerSecond", 20).load()
query = stream.groupBy(F.window("timestamp", "1 second")).count().writeStream.outputMode("complete").format("console").start()
query.awaitTermination(8)
query.stop()
for bad in ["SELECT nothing FROM flights", "SELECT * FROM missing.table_1", "SELECT delay FRM flights"]:
    try:
        spark.sql(bad)
    except Exception as error:
        print(error)
def fail(row):
    raise ValueError("cannot parse token at offset %d in partition" % row.delay)
try:
    flights.limit(5).rdd.map(fail).collect()
except Exception as error:
    print(error)
spark.stop()
`;

export const JAVA_TROUBLE: string = `
import java.util.*;
import java.util.concurrent.*;
import java.util.logging.*;
public class Trouble {
  record Row(long id, String region, double amount) {}
  static int depth(int n) { return n == 0 ? Integer.parseInt("12x4") : depth(n - 1); }
  public static void main(String[] args) throws Exception {
    Logger log = Logger.getLogger("org.example.load");
    ExecutorService pool = Executors.newFixedThreadPool(3);
    List<Future<Integer>> parts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int n = i;
      parts.add(pool.submit(() -> { byte[][] keep = new byte[64][]; for (int k = 0; k < 64; k++) keep[k] = new byte[65536];
        if (n % 7 == 3) throw new IllegalStateException("partition " + n + " of 40 is not ready", new java.io.IOException("No space left on device"));
        return depth(n % 5 + 3); }));
    }
    for (Future<Integer> part : parts) try { part.get(); } catch (ExecutionException e) { log.log(Level.SEVERE, "task failed " + new Row(7L, "north", 1.5), e); }
    pool.shutdown();
    Map<String, Object> state = new TreeMap<>(System.getProperties().size() > 0 ? Map.of("rows", 1204, "token", "count=5", "object", new Object()) : Map.of());
    log.info("state " + state + " " + UUID.randomUUID() + " " + System.nanoTime() + " " + System.currentTimeMillis());
    try { Class.forName("org.example.Missing"); } catch (ClassNotFoundException e) { e.printStackTrace(); }
    try { new java.net.Socket("127.0.0.1", 9).close(); } catch (java.io.IOException e) { e.printStackTrace(); }
    Object[] words = new String[1];
    words[0] = 1;
  }
}
`;

export const PYTHON_TROUBLE: string = `
import asyncio, decimal, json, logging, pathlib, socket, time, traceback, uuid
logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s %(process)d %(thread)d %(message)s")
log = logging.getLogger("loader.bronze")
def parse(text): return json.loads(text)
def call(function, *args):
    try: function(*args)
    except Exception: log.exception("step %s failed after %.3f s", getattr(function, "__name__", function), time.perf_counter())
cases = [(parse, "{'a': 1}"), (parse, '{"a": tru}'), (int, "0x1f"), (decimal.Decimal, "1,5"), (pathlib.Path("/no/such/file").read_text,),
         ({}.__getitem__, "customer_id"), ([].pop,), (socket.create_connection, ("127.0.0.1", 9), 1), (getattr, 3, "amount"),
         (uuid.UUID, "not-a-guid"), (time.strptime, "31.02.2026", "%d.%m.%Y"), (bytes.fromhex, "zz"), (open, "/proc/1/mem/x")]
for case in cases: call(*case)
async def main():
    tasks = [asyncio.create_task(asyncio.sleep(0.01), name="read-%d" % i) for i in range(20)]
    await asyncio.gather(*tasks)
    raise asyncio.TimeoutError("waited 30 s for checkpoint 1732467176123")
try: asyncio.run(main(), debug=True)
except Exception: traceback.print_exc()
for i in range(300):
    log.info("batch %s run_id=%d rows=%d bytes=%d elapsed=%.6f epoch=%d", uuid.uuid4(), 10**14 + i * 7919, i * 1000, i * 65536, i / 7, time.time_ns())
`;

export const GO_MAIN: string = `package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"golang.org/x/text/language"
)

type row struct {
	ID     int64
	Region string
	Key    [4]byte
}

func main() {
	tag, err := language.Parse("zz-zzz-1")
	log.Println(tag, err)
	logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	text := slog.New(slog.NewTextHandler(os.Stdout, nil))
	for i := 0; i < 80; i++ {
		r := row{ID: time.Now().UnixNano(), Region: "north", Key: [4]byte{1, 2, 3, byte(i)}}
		logger.Info("loaded", "row", r, "batch", i, "took", time.Duration(i)*time.Millisecond)
		text.Warn("late", "row", fmt.Sprintf("%+v", r), "pointer", fmt.Sprintf("%p", &r))
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	log.Println(fmt.Errorf("read partition 7: %w", errors.Join(ctx.Err(), os.ErrNotExist)))
	var m map[string]int
	m["a"] = 1
}
`;

export const GO_TEST: string = `package main

import "testing"

func TestRows(t *testing.T) {
	for _, name := range []string{"west", "north", "east"} {
		t.Run(name, func(t *testing.T) { t.Logf("rows=%d checksum=%x", 1024, []byte(name)) })
	}
	t.Errorf("got %v, want %v", []int{1, 2}, []int{1, 3})
}
`;
