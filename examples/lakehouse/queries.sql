-- Questions to a log, in DuckDB. Load it once, then ask: each answer takes a tenth of a second for 100,000 records.
--
--   duckdb -init laketrace.sql -c ".read queries.sql"
--
-- The names of attributes are those of make-logs.mjs beside this file; put your own in their place.

CREATE OR REPLACE TEMP TABLE logs AS FROM laketrace_distinct('logs');

-- errors by minute
SELECT date_trunc('minute', time) AS minute, service_name, count(*) AS errors, any_value(body) AS example
FROM logs
WHERE severity_number >= 17
GROUP BY minute, service_name
ORDER BY minute, service_name;

-- slowest stages
SELECT
  attributes['stage'] AS stage,
  count(*) AS runs,
  round(median(attributes['milliseconds']::DOUBLE)) AS median_ms,
  round(max(attributes['milliseconds']::DOUBLE)) AS longest_ms
FROM logs
WHERE attributes['stage'] IS NOT NULL
GROUP BY stage
ORDER BY median_ms DESC, stage;

-- redactions by entity (with `redaction: { mark: true }`)
SELECT entry.key AS entity, sum(entry.value) AS masked
FROM (SELECT unnest(map_entries(attributes['laketrace.redacted']::JSON::MAP(VARCHAR, BIGINT))) AS entry FROM logs)
GROUP BY entity
ORDER BY masked DESC, entity;

-- traces of one run
SELECT
  trace_id,
  min(time) AS began,
  date_diff('millisecond', min(time), max(time)) AS milliseconds,
  count(*) AS records,
  count(DISTINCT span_id) AS spans,
  max_by(severity_text, severity_number) AS worst
FROM logs
WHERE attributes['run.id'] = 'run-1'
GROUP BY trace_id
ORDER BY began, trace_id
LIMIT 20;

-- slowest requests
SELECT time, attributes['http.route'] AS route, attributes['milliseconds']::DOUBLE AS milliseconds, trace_id, body
FROM logs
WHERE attributes['http.route'] IS NOT NULL
ORDER BY milliseconds DESC, time
LIMIT 10;
