"""
Auto Loader into Delta tables, as a job on Databricks, with laketrace_spark.py and laketrace_delta.py beside it.

Not run on Databricks: it follows its pages on Auto Loader. The tests run this file with Spark's own source of files, "text", in the place of
"cloudFiles", and with tables of open-source Delta Lake.

It takes finished files alone: Auto Loader does not look again at a file that it has read. Records without an id that are equal in all that
they say are one where they come in different runs. Set `recordId: true`.
"""

import laketrace_delta
import laketrace_spark as laketrace
from pyspark.sql import SparkSession

FORMAT = "cloudFiles"
SOURCE = "/Volumes/main/logs/laketrace"
CHECKPOINT = "/Volumes/main/logs/checkpoints/laketrace"
RECORDS = "main.logs.records"
INVALID = "main.logs.invalid_lines"

spark = SparkSession.builder.getOrCreate()
laketrace_delta.merge_stream(laketrace.stream_lines(spark, SOURCE, FORMAT), CHECKPOINT, RECORDS, INVALID)
