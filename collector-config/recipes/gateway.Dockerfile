# The gateway in a container. Not built by the tests, which have no Docker. The official image has no shell for start-gateway.sh, so that its program
# is put into one that has.
FROM otel/opentelemetry-collector-contrib:0.159.0 AS collector

FROM debian:bookworm-slim
COPY --from=collector /otelcol-contrib /usr/local/bin/
COPY recipes/start-gateway.sh /usr/local/bin/
COPY gateway.yaml gateway-*.yaml /etc/laketrace/
COPY destinations /etc/laketrace/destinations
WORKDIR /etc/laketrace
ENTRYPOINT ["start-gateway.sh"]
CMD ["--config", "gateway.yaml"]
