"""
Stands for the module of a Lakeflow pipeline, which is on Databricks alone: runs the queries that are declared as streams of open-source Spark
into tables of Delta Lake, when the script ends. Of what the platform does only this much is here.
"""

import atexit
import os

from delta.tables import DeltaTable
from pyspark.sql import DataFrame, SparkSession

views = {}
tables = {}
partitions = {}
changes = []


def view(query):
    views[query.__name__] = query
    return query


def table(query):
    tables[query.__name__] = query
    return query


def read_stream(name: str) -> DataFrame:
    return views[name]()


def create_streaming_table(name: str, partition_cols: list) -> None:
    partitions[name] = partition_cols


def apply_changes(target: str, source: str, keys: list, sequence_by) -> None:
    changes.append((target, source, keys, sequence_by))


def start(name: str, lines: DataFrame, write) -> None:
    checkpoint = os.path.abspath(f"checkpoints/{name}")
    stream = lines.writeStream.option("checkpointLocation", checkpoint).trigger(availableNow=True)
    stream.foreachBatch(write).start().awaitTermination()


def upsert(target: str, keys: list, sequence_by):
    """Of rows with the same keys the one with the highest sequence stays."""

    def write(batch: DataFrame, _: int) -> None:
        spark = batch.sparkSession
        if not spark.catalog.tableExists(target):
            batch.limit(0).write.format("delta").partitionBy(*partitions[target]).saveAsTable(target)
        latest = batch.orderBy(sequence_by.desc()).dropDuplicates(keys)
        same = " AND ".join(f"old.{key} = new.{key}" for key in keys)
        merge = DeltaTable.forName(spark, target).alias("old").merge(latest.alias("new"), same)
        merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()

    return write


@atexit.register
def run() -> None:
    SparkSession.builder.getOrCreate()
    for target, source, keys, sequence_by in changes:
        start(target, views[source](), upsert(target, keys, sequence_by))
    for name, query in tables.items():
        start(name, query(), lambda batch, _, name=name: batch.write.format("delta").mode("append").saveAsTable(name))
