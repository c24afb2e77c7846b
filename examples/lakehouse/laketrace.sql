-- The log files of a directory as one flat table, in DuckDB: plain files, .gz and .zst, the active file as well.
--
--   duckdb -init laketrace.sql -c "FROM laketrace('logs') LIMIT 10"
--
-- One row a record; laketrace_distinct('logs') has a record once that is there twice, such as in a file beside its archive. `attributes` and
-- `resource` are maps of texts: attributes['rows']::BIGINT. A value that is a list or a map is plain JSON: attributes['user'] ->> '$.name'; so is
-- a body that is no text.
--
-- Files are read as a stream: what a query holds in memory does not grow with them, unless it sorts, or groups by many values, or a record
-- is to be there once. Lines are read whole and taken apart once, which is ten times as fast as typed columns.
--
-- The pattern of names ends in l, z or t: .jsonl, .gz and .zst match, while .torn (the end of a line, cut off after a crash), .tmp, .bz2
-- and .zip do not. A line that is no JSON, such as one that is just being written, gives no row; nor does one of more than 16 MiB, unless
-- laketrace_files is told another `longest_line`. Each thread has several lines of that length in memory.

-- A token of the JSON of an OTLP list or map, as plain JSON has it. What is left of the brackets depends on what stands beside them: `}]}}` ends
-- a map, `]}}` a list, and `}` an entry.
CREATE OR REPLACE MACRO laketrace_token(token) AS CASE
  WHEN token = ',' OR token = 'null' THEN token
  WHEN token = '}' THEN ''
  WHEN starts_with(token, '{"key":') THEN CASE WHEN ends_with(token, ':') THEN token[8:-10] || ':' ELSE token[8:] || ':null' END
  WHEN starts_with(token, '{"int') OR starts_with(token, '{"double') THEN
    regexp_replace(token, '^\{"[a-zA-Z]*":"?(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|"[^"]*"|[a-z]*)"?\}$', '\1')
  WHEN regexp_matches(token, '^\{"(?:string|bool|bytes)') THEN regexp_replace(token, '^\{"[a-zA-Z]*":(.*)\}$', '\1', 's')
  WHEN token = '{}' THEN 'null'
  WHEN token = '}]}}' THEN '}'
  WHEN token = ']}}' THEN ']'
  WHEN starts_with(token, '{"array') THEN CASE WHEN ends_with(token, '[') THEN '[' ELSE '[]' END
  ELSE CASE WHEN ends_with(token, '[') THEN '{' ELSE '{}' END
END;

-- An OTLP list or map as plain JSON, however deep it is; as it is where it is no OTLP, so that the tokens are not all of it. The tokens are in
-- a list around them to be found once: a macro is written out wherever its name stands.
CREATE OR REPLACE MACRO laketrace_plain(text) AS list_transform(
  [regexp_extract_all(
    text,
    '\{"(?:string|bool|bytes|int|double)Value":(?:"(?:[^"\\]|\\.)*"|[^]["{},]*)\}' -- a single value
    || '|\{"(?:array|kvlist)Value":(?:\{(?:"values":(?:\[\]|null))?\}|null)\}' -- an empty list or map
    || '|\{"(?:array|kvlist)Value":\{"values":\[' -- the beginning of one
    || '|\{"key":"(?:[^"\\]|\\.)*"(?:,"value":)?' -- the name of an entry
    || '|\}?\]\}\}|\}|,|null|\{\}' -- the end of one, what is between two, and no value
  )],
  lambda tokens: CASE
    WHEN array_to_string(tokens, '') = text THEN array_to_string(list_transform(tokens, lambda token: laketrace_token(token)), '')
    ELSE text
  END
)[1];

-- The text of an OTLP value, which has one field at most, named by its type.
CREATE OR REPLACE MACRO laketrace_text(value) AS CASE
  WHEN starts_with(value::VARCHAR, '{"array') OR starts_with(value::VARCHAR, '{"kvlist') THEN laketrace_plain(value::VARCHAR)
  ELSE json_extract_string(value, '$.*')[1]
END;

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

-- What a line says of resources and scopes, and its records, which stay JSON.
CREATE OR REPLACE MACRO laketrace_parts(line) AS json_transform(line, '{"resourceLogs": [{
  "resource": {"attributes": [{"key": "VARCHAR", "value": "JSON"}]},
  "scopeLogs": [{"scope": {"name": "VARCHAR"}, "logRecords": ["JSON"]}]
}]}').resourceLogs;

-- The resources of a line; NULL where it is no JSON. DuckDB takes half of a surrogate pair, such as a text has that was cut within an
-- emoji, for no JSON, and all the records of its line would be missed: it becomes U+FFFD, the sign for what is no character. On such a
-- line so does a pair that is written as two escapes.
CREATE OR REPLACE MACRO laketrace_resources(line) AS coalesce(
  TRY(laketrace_parts(line)),
  TRY(laketrace_parts(regexp_replace(line, '\\u[dD][89a-fA-F][0-9a-fA-F]{2}', '\\ufffd', 'g')))
);

-- A time of OTLP; NULL where it is none, or beyond what DuckDB has: before 1677-09-22 and after 2262-04-11.
CREATE OR REPLACE MACRO laketrace_time(nanoseconds) AS
  CASE WHEN nanoseconds BETWEEN -9223372036854775806 AND 9223372036854775806 THEN make_timestamp_ns(nanoseconds::BIGINT) END;

-- The name of a severity: what the record calls it itself, else the one of its number.
CREATE OR REPLACE MACRO laketrace_severity(text, number) AS
  coalesce(nullif(text, ''), ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][(number - 1) // 4 + 1]);

-- The lines of files: a path, a pattern, or a list of them. A whole line is one column of CSV: in JSON none has the separator. What is no
-- UTF-8 is left out.
CREATE OR REPLACE MACRO laketrace_lines(files, longest_line := 16777216) AS TABLE
  SELECT line, filename
  FROM read_csv(
    files,
    columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, delim = chr(1), quote = '', escape = '', filename = true,
    max_line_size = longest_line, buffer_size = longest_line, strict_mode = false, ignore_errors = true
  );

-- The records of files.
CREATE OR REPLACE MACRO laketrace_files(files, longest_line := 16777216) AS TABLE
  WITH resources AS (
    SELECT unnest(laketrace_resources(line)) AS node FROM laketrace_lines(files, longest_line := longest_line)
  ),
  scopes AS (
    SELECT node.resource.attributes AS resource, unnest(node.scopeLogs) AS node FROM resources
  ),
  records AS (
    SELECT resource, node.scope.name AS scope, unnest(node.logRecords) AS node FROM scopes
  ),
  record_parts AS (
    SELECT
      laketrace_map(resource) AS resource,
      scope,
      json_transform(node, '{
        "timeUnixNano": "HUGEINT", "observedTimeUnixNano": "HUGEINT", "severityNumber": "INTEGER", "severityText": "VARCHAR",
        "eventName": "VARCHAR", "body": "JSON", "traceId": "VARCHAR", "spanId": "VARCHAR",
        "attributes": [{"key": "VARCHAR", "value": "JSON"}]
      }') AS record
    FROM records
  ),
  flat AS (
    SELECT *, laketrace_map(record.attributes) AS attributes FROM record_parts
  )
  SELECT
    attributes['log.record.uid'] AS record_id,
    laketrace_time(coalesce(nullif(record.timeUnixNano, 0), nullif(record.observedTimeUnixNano, 0))) AS time,
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
