// Package otlpjsonconnector stands in for the connector `otlp_json` of otelcol-contrib: logs whose bodies are OTLP/JSON become what
// they say. It does as that one in what decides over records: a body that is no OTLP/JSON is reported and given up, and so is what the
// next component refuses. Nobody before it hears of either, so what follows it in a pipeline must not refuse.
package otlpjsonconnector

import (
	"context"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.uber.org/zap"
)

// NewFactory is what the collector builder asks a component for.
func NewFactory() connector.Factory {
	return connector.NewFactory(
		component.MustNewType("otlp_json"),
		func() component.Config { return &struct{}{} },
		connector.WithLogsToLogs(create, component.StabilityLevelDevelopment),
	)
}

type toLogs struct {
	component.StartFunc
	component.ShutdownFunc
	next   consumer.Logs
	logger *zap.Logger
}

func create(_ context.Context, set connector.Settings, _ component.Config, next consumer.Logs) (connector.Logs, error) {
	return &toLogs{next: next, logger: set.Logger}, nil
}

func (c *toLogs) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: false}
}

func (c *toLogs) ConsumeLogs(ctx context.Context, lines plog.Logs) error {
	for _, resource := range lines.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				c.consumeLine(ctx, record.Body().AsString())
			}
		}
	}
	return nil
}

func (c *toLogs) consumeLine(ctx context.Context, line string) {
	if !strings.HasPrefix(line, `{"resourceLogs":[`) {
		c.logger.Error("a body is not OTLP/JSON of logs")
		return
	}
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs([]byte(line))
	if err != nil {
		c.logger.Error("a body is not valid OTLP/JSON", zap.Error(err))
		return
	}
	if err := c.next.ConsumeLogs(ctx, logs); err != nil {
		c.logger.Error("logs were refused, and are lost", zap.Error(err))
	}
}
