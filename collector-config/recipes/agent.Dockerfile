# The agent in a container of its own beside that of the program, with which it shares the directory of the logs: see compose.yaml. Not built by
# the tests, which have no Docker.
FROM otel/opentelemetry-collector-contrib:0.159.0
COPY agent.yaml /etc/otelcol-contrib/agent.yaml
CMD ["--config", "/etc/otelcol-contrib/agent.yaml", "--feature-gates=stanza.synchronousLogEmitter"]
# On SIGTERM it takes an archive that it is reading for read to its end (agent.yaml). All it holds is on the disk.
STOPSIGNAL SIGKILL
