#!/bin/sh
# Starts the gateway: start-gateway.sh --config gateway.yaml [--config …]
#
# A gateway that is killed while it writes leaves the beginning of a line. It has not answered that request, so the agent sends it again; but
# the file goes on right there, and the next line, which it answers, would be lost with the torn one. So torn lines are ended first.
#
# Environment, besides that of gateway.yaml:
#   OTELCOL_BIN  the collector's program [otelcol-contrib]
set -eu

files=${LAKETRACE_GATEWAY_FILES:-/var/lib/laketrace-gateway/files}

# Its own files, and those of tenants, which have a directory each.
for file in "$files"/*.jsonl "$files"/*/*.jsonl; do
  # A shell's $(…) leaves out a newline at the end, and so is empty where the last byte is one.
  if [ -f "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then
    echo >>"$file"
  fi
done

exec "${OTELCOL_BIN:-otelcol-contrib}" "$@"
