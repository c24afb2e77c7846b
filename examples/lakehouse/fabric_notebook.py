"""
A cell of a notebook in Microsoft Fabric, with a default lakehouse, and laketrace_spark.py and laketrace_delta.py among its resources.

It follows Microsoft's pages and was not run there.
"""

import sys

sys.path.append("./builtin")

import laketrace_spark as laketrace  # noqa: E402
from laketrace_delta import merge  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

SOURCE = "Files/laketrace"

spark = SparkSession.builder.getOrCreate()
parsed = laketrace.parse(laketrace.read_lines(spark, SOURCE)).persist()
merge(spark, laketrace.distinct(laketrace.records(parsed)), "log_records", ["date", "record_id"], laketrace.PARTITIONS)
merge(spark, laketrace.invalid(parsed), "invalid_lines", ["line_id"], [])
parsed.unpersist()
