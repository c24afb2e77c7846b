"""Log files of LakeTrace as a flat table, by Spark 3.5 or 4: one row a record, partitioned by date and service.

    python laketrace_spark.py <directory of log files> <directory of the table> <directory for invalid lines>

It may be run again over the same files, and over files that have been rotated and compressed since: a record is known by its id
(`recordId: true`), and is in the table once. Two runs over one table at the same time are not guarded against.

Two things that Spark would do silently are avoided here. A number of 64 bits is a text in OTLP/JSON, and NULL in each row where it is declared
as a number: so `intValue` is declared as a text. What lies deeper than a declared structure is dropped: so lists and maps are declared as
texts, and become plain JSON of any depth.
"""

import json
import sys
import time
from typing import Callable, Optional

from pyspark import StorageLevel
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

# An OTLP value has one of these fields at most.
FIELDS = ("stringValue", "intValue", "doubleValue", "boolValue", "bytesValue", "arrayValue", "kvlistValue")
NESTED = ("arrayValue", "kvlistValue")
VALUE = "struct<" + ",".join(f"{field}:string" for field in FIELDS) + ">"
ATTRIBUTES = f"array<struct<key:string,value:{VALUE}>>"
RECORD = (
    "struct<timeUnixNano:string,observedTimeUnixNano:string,severityNumber:int,severityText:string,eventName:string,"
    f"body:{VALUE},attributes:{ATTRIBUTES},droppedAttributesCount:bigint,flags:bigint,traceId:string,spanId:string>"
)
# What is corrupt comes as the whole line in a column of this name, instead of as a row of NULLs.
CORRUPT = "_corrupt_record"
LINE = (
    f"struct<resourceLogs:array<struct<resource:struct<attributes:{ATTRIBUTES}>,"
    f"scopeLogs:array<struct<scope:struct<name:string,version:string>,logRecords:array<{RECORD}>>>>>,{CORRUPT}:string>"
)

TABLE = (
    "record_id string, time timestamp, time_unix_nano bigint, severity_number int, severity_text string, event_name string, "
    "body string, trace_id string, span_id string, flags bigint, scope_name string, scope_version string, "
    "attributes map<string,string>, resource map<string,string>, dropped_attributes_count bigint, source_file string, "
    "date date, service_name string"
)
PARTITIONS = ["date", "service_name"]
INVALID = "line_id string, line string, source_file string"

# .torn (the end of a line, cut off after a crash), .tmp and .zip are left out. Add zst on Databricks, which can read it.
PATTERN = "*.{jsonl,gz,bz2}"
# The files of LakeTrace, and of a collector, that have the time of their rotation in their names: nothing is added to them any more, as it
# is to the active one.
FINISHED = "*????-??-??T??-??-??.???*.{jsonl,gz,bz2}"
DAY = 86_400_000_000_000


def read_lines(spark: SparkSession, directory: str, pattern: str = PATTERN) -> DataFrame:
    """The lines of all log files below a directory, as `value` and `source_file`."""
    files = spark.read.option("pathGlobFilter", pattern).option("recursiveFileLookup", True)
    # A file that is renamed or compressed between the listing and the reading is found under its new name by the next run.
    return with_source(files.option("ignoreMissingFiles", True).text(directory))


def stream_lines(spark: SparkSession, directory: str, source: str, pattern: str = FINISHED) -> DataFrame:
    """
    The same as a stream, for Spark's source "text" or Databricks' "cloudFiles". Both read a file once, and do not look at it again when it has
    grown: so the pattern must not match active files.
    """
    files = spark.readStream.format(source).option("cloudFiles.format", "text").option("pathGlobFilter", pattern)
    # The text source wants to be told to look into subdirectories; "cloudFiles" does so by itself.
    files = files.option("recursiveFileLookup", True).option("ignoreMissingFiles", True)
    return with_source(files.load(directory))


def with_source(lines: DataFrame) -> DataFrame:
    return lines.select("value", F.col("_metadata.file_path").alias("source_file"))


TEXT = r'"(?:[^"\\]|\\.)*+"'
# What the JSON of an OTLP list or map is made of.
TOKENS = "|".join(
    (
        r'\{"(?:string|bool|bytes|int|double)Value":(?:' + TEXT + r'|[^\[\]"{},]*)\}',  # a single value
        r'\{"(?:array|kvlist)Value":(?:\{(?:"values":(?:\[\]|null))?\}|null)\}',  # an empty list or map
        r'\{"(?:array|kvlist)Value":\{"values":\[',  # the beginning of one
        r'\{"key":' + TEXT + r'(?:,"value":)?',  # the name of an entry
        r"\}?\]\}\}|\}|,|null|\{\}",  # the end of one, what is between two, and no value
    )
)
NUMBER = r'^\{"[a-zA-Z]*":"?(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|"[^"]*"|[a-z]*)"?\}$'


def plain_token(token: F.Column) -> F.Column:
    """A token as plain JSON has it. What is left of the brackets depends on what stands beside them: `}]}}` ends a map, `]}}` a list, `}` an entry."""
    name = F.regexp_extract(token, r'(?s)^\{"key":(.*?)(?:,"value":)?$', 1)
    return (
        F.when(token.isin(",", "null"), token)
        .when(token == "}", "")
        .when(token.startswith('{"key":'), F.concat(name, F.when(token.endswith(":"), ":").otherwise(":null")))
        .when(token.startswith('{"int') | token.startswith('{"double'), F.regexp_replace(token, NUMBER, "$1"))
        .when(token.rlike(r'^\{"(?:string|bool|bytes)'), F.regexp_extract(token, r'(?s)^\{"[a-zA-Z]*":(.*)\}$', 1))
        .when(token == "{}", "null")
        .when(token == "}]}}", "}")
        .when(token == "]}}", "]")
        .when(token.startswith('{"array'), F.when(token.endswith("["), "[").otherwise("[]"))
        .otherwise(F.when(token.endswith("["), "{").otherwise("{}"))
    )


def plain_json(field: str, content: F.Column) -> F.Column:
    """An OTLP list or map as plain JSON; as it is where it is no OTLP."""
    text = F.concat(F.lit(f'{{"{field}":'), content, F.lit("}"))
    tokens = F.regexp_extract_all(text, F.lit(TOKENS), F.lit(0))
    plain = F.array_join(F.transform(tokens, plain_token), "")
    return F.when(F.array_join(tokens, "") == text, plain).when(content.isNotNull(), text)


def first_of(value: Callable[[str], F.Column]) -> F.Column:
    """The text of an OTLP value, of which the fields are given."""
    nested = (plain_json(field, value(field)) for field in NESTED)
    return F.coalesce(*(value(field) for field in FIELDS if field not in NESTED), *nested)


def text_of(value: str) -> F.Column:
    """The text of an OTLP value."""
    return first_of(lambda field: F.col(f"{value}.{field}"))


def map_of(attributes: str) -> F.Column:
    """OTLP attributes as a map. Of a name that a foreign line has twice the last one counts."""
    pairs = F.transform(
        F.filter(F.coalesce(F.col(attributes), F.array()), lambda a: a.key.isNotNull()),
        lambda a: F.struct(a.key.alias("key"), first_of(lambda field: a.value[field]).alias("value")),
    )
    last = F.aggregate(
        pairs,
        F.map_from_arrays(F.array().cast("array<string>"), F.array().cast("array<string>")),
        lambda map_, pair: F.map_concat(
            F.map_filter(map_, lambda key, _: key != pair.key), F.create_map(pair.key, pair.value)
        ),
    )
    names = F.transform(pairs, lambda pair: pair.key)
    # The slow way only where a name is there twice, which would else be an error.
    return F.when(F.size(F.array_distinct(names)) == F.size(names), F.map_from_entries(pairs)).otherwise(last)


def parse(lines: DataFrame) -> DataFrame:
    """One row a record; a line that is no OTLP/JSON of logs is one row with `invalid_line`."""
    parsed = lines.where(F.trim("value") != "").select(
        "source_file", "value", F.from_json("value", LINE, {"columnNameOfCorruptRecord": CORRUPT}).alias("line")
    )
    # A line of another kind, such as spans, is valid JSON, and would vanish without a word.
    is_invalid = F.col("line").isNull() | F.col(f"line.{CORRUPT}").isNotNull() | F.col("line.resourceLogs").isNull()
    # An explode copies what is beside it to each row: so the half megabyte of a line is first taken apart, and is not beside it.
    logs = F.explode_outer(F.when(~is_invalid, F.col("line.resourceLogs")))
    lines_apart = parsed.select("source_file", F.when(is_invalid, F.col("value")).alias("invalid_line"), logs.alias("logs"))
    own = ["source_file", "invalid_line"]
    resources = lines_apart.select(*own, "logs.resource", F.col("logs.scopeLogs").alias("scopes"))
    scopes = resources.select(*own, "resource", F.explode_outer("scopes").alias("of_scope"))
    scopes_apart = scopes.select(*own, "resource", "of_scope.scope", F.col("of_scope.logRecords").alias("records"))
    rows = scopes_apart.select(*own, "resource", "scope", F.explode_outer("records").alias("record"))
    return rows.where("record IS NOT NULL OR invalid_line IS NOT NULL")


def records(parsed: DataFrame) -> DataFrame:
    """The columns of the table. Where a record has no id, `record_id` is a digest of all that it says."""
    nanos = "coalesce(nullif(try_cast(record.timeUnixNano AS bigint), 0), try_cast(record.observedTimeUnixNano AS bigint), 0)"
    digest = F.sha2(F.to_json(F.struct("resource", "scope", "record")), 256)
    flat = (
        parsed.where("record IS NOT NULL")
        .withColumn("time_unix_nano", F.expr(nanos))
        .withColumn("attributes", map_of("record.attributes"))
        .withColumn("resource_map", map_of("resource.attributes"))
        .withColumn("uid", F.nullif(F.col("attributes")["log.record.uid"], F.lit("")))
    )
    return flat.select(
        F.coalesce("uid", digest).alias("record_id"),
        # Of a record without a time there is none, and no 1970.
        F.expr("IF(time_unix_nano = 0, NULL, timestamp_micros(time_unix_nano div 1000))").alias("time"),
        "time_unix_nano",
        F.col("record.severityNumber").alias("severity_number"),
        F.col("record.severityText").alias("severity_text"),
        F.col("record.eventName").alias("event_name"),
        text_of("record.body").alias("body"),
        F.col("record.traceId").alias("trace_id"),
        F.col("record.spanId").alias("span_id"),
        F.col("record.flags").alias("flags"),
        F.col("scope.name").alias("scope_name"),
        F.col("scope.version").alias("scope_version"),
        "attributes",
        F.col("resource_map").alias("resource"),
        F.col("record.droppedAttributesCount").alias("dropped_attributes_count"),
        "source_file",
        # In UTC, whatever the zone of the session. What has no time is kept in the partition of 1970-01-01: NULL would be equal to none in a merge.
        F.expr(f"date_from_unix_date(CAST((time_unix_nano - pmod(time_unix_nano, {DAY})) div {DAY} AS int))").alias("date"),
        F.coalesce(F.nullif(F.col("resource_map")["service.name"], F.lit("")), F.lit("unknown")).alias("service_name"),
        F.col("uid").isNotNull().alias("has_id"),
    )


def distinct(found: DataFrame) -> DataFrame:
    """
    Each record once. Of those without an id equal ones are numbered, since a program may well say the same twice in a millisecond: they all
    stay, and have the same ids in the next run over the same files.
    """
    order = Window.partitionBy("record_id", "has_id").orderBy("source_file")
    numbered = found.withColumn("n", F.row_number().over(order)).where("n = 1 OR NOT has_id")
    return numbered.withColumn("record_id", F.expr("IF(has_id, record_id, concat(record_id, '-', n))")).drop("n", "has_id")


def invalid_rows(parsed: DataFrame) -> DataFrame:
    """The lines for the quarantine, as often as they are there."""
    lines = parsed.where("invalid_line IS NOT NULL")
    return lines.select(F.sha2("invalid_line", 256).alias("line_id"), F.col("invalid_line").alias("line"), "source_file")


def invalid(parsed: DataFrame) -> DataFrame:
    """The lines for the quarantine, each once."""
    return invalid_rows(parsed).dropDuplicates(["line_id"])


def table(spark: SparkSession, path: str, schema: str) -> Optional[DataFrame]:
    """
    The rows of a table; nothing where it is not there yet. The schema is given: Spark would guess the type of a partition, and make a
    number of a service that is called 2026.
    """
    try:
        return spark.read.schema(schema).parquet(path)
    except AnalysisException as error:
        if "PATH_NOT_FOUND" in str(error):
            return None
        raise


def append(new: DataFrame, old: Optional[DataFrame], key: str, path: str, partitions: list) -> int:
    """Appends the rows whose key is not in the table yet. What a run that was killed has left there is found by the next one."""
    if old is not None:
        # Sorted on disk: else Spark may keep the keys of the whole table in memory, where it takes them for fewer than they are.
        new = new.join(old.select(key).hint("merge"), key, "left_anti").select(*new.columns)
    new = new.persist(StorageLevel.DISK_ONLY)
    count = new.count()
    if count > 0:
        # Files of a good size, as many as it takes.
        new.hint("rebalance", *partitions).write.mode("append").partitionBy(*partitions).parquet(path)
    new.unpersist()
    return count


def main(directory: str, table_path: str, quarantine_path: str) -> None:
    # What is persisted is read back a hundred batches at a time: with the default, 10,000 rows in each, that is more than a gigabyte.
    batches = {"spark.sql.inMemoryColumnarStorage.batchSize": "500"}
    spark = SparkSession.builder.appName("laketrace").config(map=batches).getOrCreate()
    start = time.monotonic()
    # Read once, for the table and the quarantine; on disk, as a million records do not fit into the memory that Spark takes by default.
    parsed = parse(read_lines(spark, directory)).persist(StorageLevel.DISK_ONLY)
    found = records(parsed)
    counts = {row["date"]: row["count"] for row in found.groupBy("date").count().collect()}
    old = table(spark, table_path, TABLE)
    if old is not None:
        # The same record has the same date: no other partition has to be looked at.
        old = old.where(F.col("date").isin(list(counts)))
    bad = invalid(parsed)
    known = table(spark, quarantine_path, INVALID)
    summary = {
        "records": sum(counts.values()),
        "written": append(distinct(found), old, "record_id", table_path, PARTITIONS) if counts else 0,
        "quarantined": append(bad, known, "line_id", quarantine_path, []),
        "seconds": round(time.monotonic() - start, 1),
    }
    print(json.dumps(summary))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
