-- The log files of a directory as one flat table, in DuckDB: plain files, .gz and .zst, the active file as well.
--
--   duckdb -init laketrace.sql -c "FROM laketrace('logs') LIMIT 10"
--
-- One row a record; laketrace_distinct('logs') has a record once that is there twice, such as in a file beside its archive. `attributes` and
-- `resource` are maps of texts: attributes['rows']::BIGINT. A value that is a list or a map is the JSON of OTLP; so is a body that is no
-- text. Lines are read whole and asked for paths, which is ten times as fast as typed columns, and the steps are MATERIALIZED, or DuckDB
-- would parse each line once a column.
--
-- The pattern of names ends in l, z or t: .jsonl, .gz and .zst match, while .torn (the end of a line, cut off after a crash), .tmp, .bz2
-- and .zip do not. A line that is no JSON, such as one that is just being written, gives no row. Lines have 64 MiB at most.

-- The text of an OTLP value, which has one field at most, named by its type.
CREATE OR REPLACE MACRO laketrace_text(value) AS json_extract_string(value, '$.*')[1];

-- OTLP attributes as a map. A foreign writer may have a name twice, or none, which is an error of a map: then, slower, the last one counts, as
-- in Spark.
CREATE OR REPLACE MACRO laketrace_map(attributes) AS coalesce(
  TRY(map(
    list_transform(attributes, lambda a: a.key),
    list_transform(attributes, lambda a: laketrace_text(a.value))
  )),
  map_from_entries(
    list_transform(
      list_filter(coalesce(attributes, []), lambda a, i: a.key IS NOT NULL
        AND NOT list_contains(list_transform(attributes[i + 1:], lambda later: later.key), a.key)),
      lambda a: {'key': a.key, 'value': laketrace_text(a.value)}
    )
  )
);

-- The resources of a line; NULL where it is no JSON. DuckDB takes half of a surrogate pair, such as a text has that was cut within an
-- emoji, for no JSON, and all the records of its line would be missed: it becomes U+FFFD, the sign for what is no character. On such a
-- line so does a pair that is written as two escapes.
CREATE OR REPLACE MACRO laketrace_resources(line) AS coalesce(
  TRY(line -> '$.resourceLogs[*]'),
  TRY(regexp_replace(line, '\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\\ufffd', 'g') -> '$.resourceLogs[*]')
);

-- A time of OTLP; NULL where it is none, or beyond what DuckDB has.
CREATE OR REPLACE MACRO laketrace_time(nanoseconds) AS
  CASE WHEN nanoseconds BETWEEN -9223372036854775806 AND 9223372036854775806 THEN make_timestamp_ns(nanoseconds) END;

-- The name of a severity: what the record calls it itself, else the one of its number.
CREATE OR REPLACE MACRO laketrace_severity(text, number) AS
  coalesce(nullif(text, ''), ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][(number - 1) // 4 + 1]);

-- The records of files: a path, a pattern, or a list of them.
CREATE OR REPLACE MACRO laketrace_files(files) AS TABLE
  -- The whole line as one column of CSV: in JSON none has the separator. What is no UTF-8 is left out.
  WITH lines AS MATERIALIZED (
    SELECT laketrace_resources(line) AS nodes
    FROM read_csv(
      files,
      columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, delim = chr(1), quote = '', escape = '',
      max_line_size = 67108864, buffer_size = 67108864, strict_mode = false, ignore_errors = true
    )
  ),
  resources AS MATERIALIZED (
    SELECT unnest(nodes) AS node FROM lines
  ),
  -- What is beside an unnest is computed once a row that comes out: so each step first takes apart, and the next one unnests.
  resource_parts AS MATERIALIZED (
    SELECT
      json_transform(node -> '$.resource', '{"attributes": [{"key": "VARCHAR", "value": "JSON"}]}') AS resource,
      node -> '$.scopeLogs[*]' AS scopes
    FROM resources
  ),
  scopes AS MATERIALIZED (
    SELECT resource, unnest(scopes) AS node FROM resource_parts
  ),
  scope_parts AS MATERIALIZED (
    SELECT
      laketrace_map(resource.attributes) AS resource,
      node ->> '$.scope.name' AS scope,
      node -> '$.logRecords[*]' AS records
    FROM scopes
  ),
  records AS MATERIALIZED (
    SELECT resource, scope, unnest(records) AS node FROM scope_parts
  ),
  record_parts AS MATERIALIZED (
    SELECT
      resource,
      scope,
      json_transform(node, '{
        "timeUnixNano": "BIGINT", "observedTimeUnixNano": "BIGINT", "severityNumber": "INTEGER", "severityText": "VARCHAR",
        "eventName": "VARCHAR", "body": "JSON", "traceId": "VARCHAR", "spanId": "VARCHAR",
        "attributes": [{"key": "VARCHAR", "value": "JSON"}]
      }') AS record
    FROM records
  ),
  flat AS MATERIALIZED (
    SELECT *, laketrace_map(record.attributes) AS attributes FROM record_parts
  )
  SELECT
    attributes['log.record.uid'] AS record_id,
    laketrace_time(coalesce(nullif(record.timeUnixNano, 0), record.observedTimeUnixNano)) AS time,
    resource['service.name'] AS service_name,
    record.severityNumber AS severity_number,
    record.severityText AS severity_text,
    record.eventName AS event_name,
    laketrace_text(record.body) AS body,
    record.traceId AS trace_id,
    record.spanId AS span_id,
    scope,
    attributes,
    resource
  FROM flat;

-- The records of a directory.
CREATE OR REPLACE MACRO laketrace(directory) AS TABLE
  FROM laketrace_files(directory || '/*.json*[lzt]');

-- Each record once, known by its id (`recordId: true`). Records without one all stay.
CREATE OR REPLACE MACRO laketrace_distinct(directory) AS TABLE
  FROM laketrace(directory) QUALIFY record_id IS NULL OR row_number() OVER (PARTITION BY record_id) = 1;
