#!/bin/bash
# Starts the agent on the driver of a Databricks cluster: a cluster-scoped init script
# (https://docs.databricks.com/aws/en/init-scripts/cluster-scoped). It was run in a directory of a test, not on Databricks.
#
# In a Volume are this script, the collector's program `otelcol-contrib`, and agent.yaml: a script of a Volume may read what is in Volumes, and only
# such a one (https://docs.databricks.com/aws/en/init-scripts/referencing-files). Nothing is downloaded. In the cluster's environment are
#   OTELCOL_BIN=/Volumes/main/ops/laketrace/otelcol-contrib
#   LAKETRACE_LOG_DIR=/var/log/laketrace
#   LAKETRACE_GATEWAY=https://gateway.example.com:4318
#   LAKETRACE_GATEWAY_TOKEN={{secrets/laketrace/gateway-token}}
# and what else agent.yaml names in its head. In standard access mode of runtime 19 and above init scripts do not see the cluster's variables
# (https://docs.databricks.com/aws/en/init-scripts/environment-variables): there this script says that OTELCOL_BIN is not set, and starts nothing.
#
# A cluster does not start when an init script fails. This one never does: what goes wrong is said in its output, and the cluster has no agent.
#
# Environment of its own:
#   OTELCOL_BIN            the collector's program
#   OTELCOL_SHA256         its digest; where it is given, another program is not started
#   LAKETRACE_AGENT_CONFIG agent.yaml [beside the program]
#   LAKETRACE_AGENT_HOME   where the program is copied to, and its log is [/opt/laketrace-agent]
#   LAKETRACE_AGENT_STATE  where the agent has what waits, on the driver's own disk [/var/lib/laketrace-agent]
set -euo pipefail

say() { echo "laketrace-agent: $*"; }

# Whatever happened, the cluster starts.
finish() {
  local status=$?
  [ "$status" -eq 0 ] || say "not started (status $status): the cluster has no agent"
  exit 0
}
trap finish EXIT

# Copies a file to where the agent is started from: what is in a Volume is not there for long. A running program is not written over.
copy() {
  [ -r "$1" ] || { say "cannot read $1"; return 1; }
  cp "$1" "$2.new"
  chmod "$3" "$2.new"
  mv "$2.new" "$2"
}

# Keeps the latest 10 to 20 MB of the log. It is written by appending, so that it can be emptied under the one who writes.
rotate_log() {
  local log=$1
  if [ "$(stat -c %s "$log")" -gt "${LAKETRACE_AGENT_LOG_BYTES:-10000000}" ]; then
    cp "$log" "$log.1"
    : >"$log"
  fi
}

# Runs the agent, and runs it again when it ends, for as long as the driver is up. Two of these do not run at the same time.
supervise() {
  local home=$1 log=$1/agent.log agent
  exec 9>>"$home/lock"
  flock -n 9 || return 0
  # To stop it: kill -KILL "$(cat lock)" "$(cat pid)", in this order.
  echo "$$" >"$home/lock"
  while :; do
    "$home/otelcol" --config "$home/agent.yaml" --feature-gates=stanza.synchronousLogEmitter >>"$log" 2>&1 9>&- &
    agent=$!
    echo "$agent" >"$home/pid"
    while kill -0 "$agent" 2>/dev/null; do
      sleep "${LAKETRACE_AGENT_LOOK_SECONDS:-10}" 9>&-
      rotate_log "$log" || :
    done
    wait "$agent" || echo "laketrace-agent: the agent ended with $?; it is started again" >>"$log"
  done
}

if [ "${DB_IS_DRIVER:-}" != TRUE ]; then
  say 'this is no driver: nothing to do'
  exit 0
fi
for name in OTELCOL_BIN LAKETRACE_LOG_DIR LAKETRACE_GATEWAY; do
  if [ -z "${!name:-}" ]; then
    say "$name is not set: the cluster has no agent"
    exit 0
  fi
done
config=${LAKETRACE_AGENT_CONFIG:-$(dirname "$OTELCOL_BIN")/agent.yaml}
home=${LAKETRACE_AGENT_HOME:-/opt/laketrace-agent}
export LAKETRACE_AGENT_STATE=${LAKETRACE_AGENT_STATE:-/var/lib/laketrace-agent}

# Not LAKETRACE_LOG_DIR, which belongs to the program that logs.
mkdir -p "$home" "$LAKETRACE_AGENT_STATE"
chmod 700 "$home" "$LAKETRACE_AGENT_STATE"
if ! flock -n "$home/lock" true; then
  say 'is running already'
  exit 0
fi

copy "$OTELCOL_BIN" "$home/otelcol" 700
copy "$config" "$home/agent.yaml" 600
if [ -n "${OTELCOL_SHA256:-}" ] && ! echo "$OTELCOL_SHA256  $home/otelcol" | sha256sum --check --status; then
  say "$OTELCOL_BIN has another digest than OTELCOL_SHA256"
  exit 1
fi
timeout 60 "$home/otelcol" validate --config "$home/agent.yaml" --feature-gates=stanza.synchronousLogEmitter

# In a session of its own, so that it outlives this script.
setsid bash -c "$(declare -f rotate_log supervise); supervise \"\$1\"" laketrace-agent "$home" >>"$home/agent.log" 2>&1 </dev/null &
say "started; its log is $home/agent.log"
