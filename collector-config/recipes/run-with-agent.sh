#!/bin/bash
# Runs a program with an agent beside it, where nothing else would: run-with-agent.sh npm run start
#
# For one container that has both, Databricks Apps, a notebook. The program gets SIGTERM, its status is that of this script, and it runs
# as well where the agent does not. When it has ended the agent has some seconds for what is left, and is killed: what it has not sent then stays
# in LAKETRACE_LOG_DIR and LAKETRACE_AGENT_STATE, for the next start where those outlive the container.
#
# Environment, besides that of agent.yaml:
#   OTELCOL_BIN                    the collector's program [otelcol-contrib]
#   LAKETRACE_AGENT_CONFIG         agent.yaml [beside this script]
#   LAKETRACE_AGENT_LAST_SECONDS   for what is left. With LakeTrace's 12 s on SIGTERM they fit into the 15 s of Databricks Apps [2]
set -uo pipefail

say() { echo "laketrace-agent: $*" >&2; }

if [ $# -eq 0 ]; then
  say 'usage: run-with-agent.sh PROGRAM [ARGUMENT…]'
  exit 2
fi
collector=${OTELCOL_BIN:-otelcol-contrib}
config=${LAKETRACE_AGENT_CONFIG:-$(dirname "$0")/agent.yaml}
agent_pid_file=$(mktemp)

# Runs the agent, and runs it again when it ends.
keep_agent() {
  local agent
  while :; do
    "$collector" --config "$config" --feature-gates=stanza.synchronousLogEmitter &
    agent=$!
    echo "$agent" >"$agent_pid_file"
    wait "$agent"
    say "the agent ended with $?; it is started again"
    sleep 2
  done
}

# How many bytes wait for the gateway, and how many records it has taken, by the agent's own metrics; nothing where the agent does not answer.
progress() {
  local port=${LAKETRACE_AGENT_METRICS:-8888} line queue='' sent=''
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  while read -r line; do
    case $line in
      otelcol_exporter_queue_size*) queue=${line##* } ;;
      otelcol_exporter_sent_log_records*) sent=${line##* } ;;
    esac
  done <&3
  exec 3>&-
  echo "$queue $sent"
}

# The agent looks for new lines five times a second. It is done when nothing waits, and nothing has been sent since the last look.
let_agent_send() {
  local end=$((SECONDS + ${LAKETRACE_AGENT_LAST_SECONDS:-2})) before='' now=''
  sleep 1
  while [ "$SECONDS" -lt "$end" ]; do
    now=$(progress)
    [[ $now != "$before" || $now != '0 '* ]] || return 0
    before=$now
    sleep 0.4
  done
}

keeper=
if command -v "$collector" >/dev/null && "$collector" validate --config "$config" >&2; then
  keep_agent &
  keeper=$!
else
  say "$collector with $config does not start: the program runs without an agent"
fi

# A shell has what it starts in its background ignore SIGINT: so it gets SIGTERM for both.
program=
asked=
trap 'asked=yes; [ -z "$program" ] || kill -TERM "$program" 2>/dev/null' TERM INT

"$@" &
program=$!
# It may have been asked for just before.
[ -z "$asked" ] || kill -TERM "$program" 2>/dev/null
# A signal ends `wait`, and not the program.
while :; do
  wait "$program"
  status=$?
  kill -0 "$program" 2>/dev/null || break
done

if [ -n "$keeper" ]; then
  let_agent_send
  # First the one who would start it again. SIGKILL: agent.yaml says why.
  kill -KILL "$keeper" "$(cat "$agent_pid_file")" 2>/dev/null
  wait "$keeper" 2>/dev/null
fi
rm -f "$agent_pid_file"
exit "$status"
