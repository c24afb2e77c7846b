"""Merges rows into a Delta table, each key once. Follows the pages of Delta Lake; it was not run."""

from pyspark.sql import DataFrame, SparkSession


def merge(spark: SparkSession, new: DataFrame, name: str, keys: list, partitions: list) -> None:
    """Makes the table where there is none, and adds the rows whose keys are not in it. With the date among the keys Delta looks at few files."""
    if not spark.catalog.tableExists(name):
        new.limit(0).write.format("delta").partitionBy(*partitions).saveAsTable(name)
    from delta.tables import DeltaTable

    same = " AND ".join(f"old.{key} = new.{key}" for key in keys)
    table = DeltaTable.forName(spark, name).alias("old")
    table.merge(new.alias("new"), same).whenNotMatchedInsertAll().execute()
