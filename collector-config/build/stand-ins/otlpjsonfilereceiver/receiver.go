// Package otlpjsonfilereceiver stands in for the receiver `otlp_json_file` of otelcol-contrib: the lines of files, read by the same reader
// as that of `file_log`, become the logs that they say. It does as that one in what decides over records: a line that is no OTLP/JSON
// is reported and given up, and so is what the next component refuses.
package otlpjsonfilereceiver

import (
	"context"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/stanza/adapter"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/stanza/fileconsumer"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.uber.org/zap"
)

// NewFactory is what the collector builder asks a component for.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(
		component.MustNewType("otlp_json_file"),
		func() component.Config { return &Config{Config: *fileconsumer.NewConfig()} },
		receiver.WithLogs(create, component.StabilityLevelDevelopment),
	)
}

// Config has the options of the reader, and where it keeps its places.
type Config struct {
	fileconsumer.Config `mapstructure:",squash"`
	StorageID           *component.ID `mapstructure:"storage"`
}

type fileReceiver struct {
	input   *fileconsumer.Manager
	id      component.ID
	storage *component.ID
}

func create(_ context.Context, set receiver.Settings, given component.Config, next consumer.Logs) (receiver.Logs, error) {
	config := given.(*Config)
	consumeLines := func(ctx context.Context, lines [][]byte, ofFile map[string]any, _ int64, _ []int64) error {
		for _, line := range lines {
			consumeLine(ctx, line, ofFile, next, set.Logger)
		}
		return nil
	}
	input, err := config.Build(set.TelemetrySettings, consumeLines)
	if err != nil {
		return nil, err
	}
	return &fileReceiver{input: input, id: set.ID, storage: config.StorageID}, nil
}

func consumeLine(ctx context.Context, line []byte, ofFile map[string]any, next consumer.Logs, logger *zap.Logger) {
	logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
	if err != nil {
		logger.Error("a line is not valid OTLP/JSON", zap.Error(err))
		return
	}
	if logs.LogRecordCount() == 0 {
		return
	}
	addAttributes(logs, ofFile, logger)
	if err := next.ConsumeLogs(ctx, logs); err != nil {
		logger.Error("logs were refused, and are lost", zap.Error(err))
	}
}

// addAttributes puts on each record what the reader knows of its file, such as `log.file.name`, unless it was told not to.
func addAttributes(logs plog.Logs, ofFile map[string]any, logger *zap.Logger) {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				for name, value := range ofFile {
					if err := record.Attributes().PutEmpty(name).FromRaw(value); err != nil {
						logger.Error("an attribute of a file is of no type of OTLP", zap.Error(err))
					}
				}
			}
		}
	}
}

func (r *fileReceiver) Start(ctx context.Context, host component.Host) error {
	client, err := adapter.GetStorageClient(ctx, host, r.storage, r.id)
	if err != nil {
		return err
	}
	return r.input.Start(client)
}

func (r *fileReceiver) Shutdown(_ context.Context) error {
	return r.input.Stop()
}
