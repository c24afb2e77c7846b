"""Log lines into two Delta tables, each record and each invalid line once: what the jobs of Databricks and Fabric beside this file share.

The tests run it with Delta Lake 4.0.1 and Spark 4.0.1 (`npm run test:engines`).
"""

import laketrace_spark as laketrace
from pyspark.sql import DataFrame, SparkSession


def merge(spark: SparkSession, new: DataFrame, name: str, keys: list, partitions: list) -> None:
    """Makes the table where there is none, and adds the rows whose keys are not in it."""
    from delta.tables import DeltaTable

    if not spark.catalog.tableExists(name):
        new.limit(0).write.format("delta").partitionBy(*partitions).saveAsTable(name)
    same = [f"old.{key} = new.{key}" for key in keys]
    if "date" in partitions:
        # The same record has the same date. Delta looks at these partitions alone where they are named.
        dates = [f"DATE'{row['date']}'" for row in new.select("date").distinct().collect()]
        same.append(f"old.date IN ({', '.join(dates) or 'NULL'})")
    table = DeltaTable.forName(spark, name).alias("old")
    table.merge(new.alias("new"), " AND ".join(same)).whenNotMatchedInsertAll().execute()


def merge_lines(lines: DataFrame, records: str, invalid: str) -> None:
    """Adds the records of lines, and the lines that are no log, to the tables of these names."""
    spark = lines.sparkSession
    parsed = laketrace.parse(lines).persist()
    found = laketrace.distinct(laketrace.records(parsed))
    merge(spark, found, records, ["date", "record_id"], laketrace.PARTITIONS)
    merge(spark, laketrace.invalid(parsed), invalid, ["line_id"], [])
    parsed.unpersist()


def merge_stream(lines: DataFrame, checkpoint: str, records: str, invalid: str) -> None:
    """Does the same with all that a stream has new since its checkpoint, and ends. What was done twice after a fault is merged once."""
    stream = lines.writeStream.option("checkpointLocation", checkpoint).trigger(availableNow=True)
    stream.foreachBatch(lambda batch, _: merge_lines(batch, records, invalid)).start().awaitTermination()
