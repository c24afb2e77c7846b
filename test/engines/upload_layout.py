"""Reads what was uploaded, as users of Spark do: the whole tree, one partition of it, and as a stream that sees each file once."""

import json
import sys

from pyspark.sql import SparkSession

root, state = sys.argv[1:3]
spark = SparkSession.builder.master("local[2]").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")

tree = spark.read.json(root)
day = tree.where("service = 'orders' AND date = '2026-01-31'")


def new_rows():
    """What a stream that has seen files before finds now; Auto Loader is one of these, with `cloudFiles` in place of `json`."""
    counted = []
    stream = spark.readStream.schema(tree.schema).json(root)
    query = (
        stream.writeStream.foreachBatch(lambda batch, _: counted.append(batch.count()))
        .option("checkpointLocation", state)
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    return sum(counted)


print(
    json.dumps(
        {
            "partitions": {f"{row.service} {row.date}": row["count"] for row in tree.groupBy("service", "date").count().collect()},
            "messages": sorted(row.message for row in day.select("message").collect()),
            "columns": tree.columns,
            "new": new_rows(),
        }
    )
)
