"""
Auto Loader into Delta tables, as a job on Databricks, with laketrace_spark.py and laketrace_delta.py beside it.

It follows the pages of Databricks (Auto Loader, foreachBatch, Delta merge) and was not run there. Give it finished files, whose names are never
used twice: Auto Loader does not look again at a file that it has read.
"""

import laketrace_spark as laketrace
from laketrace_delta import merge
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

SOURCE = "/Volumes/main/logs/laketrace"
CHECKPOINT = "/Volumes/main/logs/checkpoints/laketrace"
RECORDS = "main.logs.records"
INVALID = "main.logs.invalid_lines"

spark = SparkSession.builder.getOrCreate()


def merge_batch(lines: DataFrame, _: int) -> None:
    parsed = laketrace.parse(lines).persist()
    session = lines.sparkSession
    merge(session, laketrace.distinct(laketrace.records(parsed)), RECORDS, ["date", "record_id"], laketrace.PARTITIONS)
    merge(session, laketrace.invalid(parsed), INVALID, ["line_id"], [])
    parsed.unpersist()


files = (
    spark.readStream.format("cloudFiles")
    .option("cloudFiles.format", "text")
    .option("pathGlobFilter", "*.{jsonl,gz,bz2,zst}")
    .load(SOURCE)
    .select("value", F.col("_metadata.file_path").alias("source_file"))
)
files.writeStream.option("checkpointLocation", CHECKPOINT).trigger(availableNow=True).foreachBatch(
    merge_batch
).start().awaitTermination()
