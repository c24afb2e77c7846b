"""A driver that logs by every way there is, runs tasks that fail, and ends with an exception.

    spark_job.py COUNT

COUNT messages are logged among the others. The texts of PLANTED, a JSON array in the environment, are logged, printed and thrown.
"""

import json
import os
import sys
import time

from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

count = int(sys.argv[1])
planted = json.loads(os.environ.get("PLANTED", "[]"))

spark = SparkSession.builder.appName("driver-logs").getOrCreate()
jvm = spark._jvm
log = jvm.org.apache.logging.log4j.LogManager.getLogger("com.example.Levels")
python_log = PySparkLogger.getLogger("ExampleLogger")

print("application", spark.sparkContext.applicationId, flush=True)
print("a table\n  with an indented line\n  and another", flush=True)

for level in ["trace", "debug", "info", "warn", "error", "fatal"]:
    getattr(log, level)(f"a message of {level}")
log.info("three\nlines\n\twith a tab")
log.info("a schema:\n{\n  \"type\" : \"struct\"\n}\nand 2 numbers:\n1\n26/11")
inner = jvm.java.io.IOException("the disk\nis gone")
log.error("could not write", jvm.java.lang.RuntimeException("outer", inner))
log.error("", jvm.java.lang.IllegalStateException())
for secret in planted:
    log.warn(f"logged {secret} here")
    print(f"printed {secret} here", flush=True)
    log.error("thrown", jvm.java.lang.RuntimeException(f"with {secret} in it"))
    python_log.warning("structured", secret=secret)

for number in range(count):
    log.info(f"message {number} " + "x" * 60)
    if number % 50 == 49:
        log.error(f"failure {number}", jvm.java.lang.RuntimeException(f"of {number}", inner))
        time.sleep(0.05)

python_log.warning("structured from Python", step="load")
try:
    raise ValueError("bad value")
except ValueError:
    python_log.exception("caught", step="load")


@udf("int")
def fails(_):
    try:
        return {}["key"]
    except KeyError:
        raise ValueError("of the function")


try:
    spark.range(3).select(fails("id")).collect()
except Exception:
    try:
        spark.sparkContext._jsc.sc().textFile("/nowhere/at/all", 1).count()
    except Exception as error:
        raise RuntimeError("the job failed") from error
