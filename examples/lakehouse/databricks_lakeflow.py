"""
A Lakeflow pipeline (Delta Live Tables), with laketrace_spark.py beside it.

It follows the pages of Databricks and was not run there. Records without an id that are equal in all that they say become one here: a stream
cannot number them. Set `recordId: true`.
"""

import dlt
import laketrace_spark as laketrace
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

SOURCE = "/Volumes/main/logs/laketrace"

spark = SparkSession.builder.getOrCreate()


@dlt.view
def parsed_lines():
    files = spark.readStream.format("cloudFiles").option("cloudFiles.format", "text")
    lines = files.option("pathGlobFilter", "*.{jsonl,gz,bz2,zst}").load(SOURCE)
    return laketrace.parse(lines.select("value", F.col("_metadata.file_path").alias("source_file")))


@dlt.view
def new_records():
    return laketrace.records(dlt.read_stream("parsed_lines")).drop("has_id")


dlt.create_streaming_table("log_records", partition_cols=laketrace.PARTITIONS)
dlt.apply_changes(
    target="log_records",
    source="new_records",
    keys=["date", "record_id"],
    sequence_by=F.col("time_unix_nano"),
)


@dlt.table
def invalid_lines():
    lines = dlt.read_stream("parsed_lines").where("invalid_line IS NOT NULL")
    return lines.select(F.sha2("invalid_line", 256).alias("line_id"), F.col("invalid_line").alias("line"), "source_file")
