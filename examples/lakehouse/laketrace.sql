-- The log files of a directory as one flat table, in DuckDB: plain files, .gz and .zst, the active file as well.
--
--   duckdb -init laketrace.sql -c "FROM laketrace('logs') LIMIT 10"
--
-- One row a record. `attributes` and `resource` are maps of texts: attributes['rows']::BIGINT. A value that is a list or a map is the
-- JSON of OTLP; so is a body that is no text. Lines are read whole and asked for paths, which is ten times as fast as typed columns,
-- and the steps are MATERIALIZED, or DuckDB would parse each line once a column.
--
-- The pattern of names ends in l, z or t: .jsonl, .gz and .zst match, while .torn (the end of a line, cut off after a crash), .tmp, .bz2
-- and .zip do not. A line that is no JSON, such as one that is just being written, gives no row.

-- The text of an OTLP value, which has one field at most, named by its type.
CREATE OR REPLACE MACRO laketrace_text(value) AS json_extract_string(value, '$.*')[1];

-- OTLP attributes as a map.
CREATE OR REPLACE MACRO laketrace_map(attributes) AS map(
  list_transform(attributes, lambda a: a.key),
  list_transform(attributes, lambda a: laketrace_text(a.value))
);

CREATE OR REPLACE MACRO laketrace(directory) AS TABLE
  WITH resources AS MATERIALIZED (
    SELECT unnest(json -> '$.resourceLogs[*]') AS node
    FROM read_ndjson_objects(directory || '/*.json*[lzt]', maximum_object_size = 67108864, ignore_errors = true)
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
    make_timestamp_ns(coalesce(record.timeUnixNano, record.observedTimeUnixNano)) AS time,
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
