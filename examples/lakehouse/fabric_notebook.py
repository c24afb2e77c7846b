"""
A cell of a notebook in Microsoft Fabric, with a default lakehouse, and laketrace_spark.py and laketrace_delta.py among its resources.

Not run on Fabric: it follows Microsoft's pages. The tests run this file as it stands, with open-source Spark and Delta Lake.
"""

import sys

sys.path.append("./builtin")

import laketrace_delta  # noqa: E402
import laketrace_spark as laketrace  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

SOURCE = "Files/laketrace"

spark = SparkSession.builder.getOrCreate()
laketrace_delta.merge_lines(laketrace.read_lines(spark, SOURCE), "log_records", "invalid_lines")
