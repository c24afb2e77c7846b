"""
A Lakeflow pipeline (Delta Live Tables), with laketrace_spark.py beside it.

Not run on Databricks, whose module `dlt` is nowhere else: it follows its pages. The tests run the queries of this file as streams, with a
stand-in for that module, "text" in the place of "cloudFiles", and tables of open-source Delta Lake.

It takes finished files alone. Records without an id that are equal in all that they say become one here: a stream cannot number them. Set
`recordId: true`.
"""

import dlt
import laketrace_spark as laketrace
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

FORMAT = "cloudFiles"
SOURCE = "/Volumes/main/logs/laketrace"

spark = SparkSession.builder.getOrCreate()


@dlt.view
def parsed_lines():
    return laketrace.parse(laketrace.stream_lines(spark, SOURCE, FORMAT))


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
    return laketrace.invalid_rows(dlt.read_stream("parsed_lines"))
