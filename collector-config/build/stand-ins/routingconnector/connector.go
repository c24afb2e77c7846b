// Package routingconnector stands in for the connector `routing` of otelcol-contrib: each resource of logs goes, with its records, to the
// pipelines of the first route whose condition holds, or to the default ones. Conditions are those of the official one, by the same parser,
// over paths of the resource: `resource.attributes["tenant.id"] == "a"`. What is refused by one of the pipelines is refused here.
package routingconnector

import (
	"context"
	"errors"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/contexts/ottlresource"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/ottl/ottlfuncs"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/connector"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pipeline"
	"go.uber.org/zap"
)

// NewFactory is what the collector builder asks a component for.
func NewFactory() connector.Factory {
	return connector.NewFactory(
		component.MustNewType("routing"),
		func() component.Config { return &Config{} },
		connector.WithLogsToLogs(create, component.StabilityLevelDevelopment),
	)
}

// Config has the options that the configurations of LakeTrace use.
type Config struct {
	Table            []Route       `mapstructure:"table"`
	DefaultPipelines []pipeline.ID `mapstructure:"default_pipelines"`
}

// Route is a line of the table.
type Route struct {
	Condition string        `mapstructure:"condition"`
	Pipelines []pipeline.ID `mapstructure:"pipelines"`
}

// Validate refuses what the official one refuses.
func (c *Config) Validate() error {
	if len(c.Table) == 0 {
		return errors.New("the routing table is empty")
	}
	for _, route := range c.Table {
		if route.Condition == "" {
			return errors.New("a route has no condition")
		}
		if len(route.Pipelines) == 0 {
			return errors.New("a route has no pipelines")
		}
	}
	return nil
}

type destination struct {
	condition *ottl.Condition[*ottlresource.TransformContext]
	next      consumer.Logs
}

type router struct {
	component.StartFunc
	component.ShutdownFunc
	logger *zap.Logger
	routes []destination
	others consumer.Logs
}

func create(_ context.Context, set connector.Settings, given component.Config, next consumer.Logs) (connector.Logs, error) {
	config := given.(*Config)
	pipelines, ok := next.(connector.LogsRouterAndConsumer)
	if !ok {
		return nil, errors.New("the collector gave no pipelines to choose from")
	}
	parser, err := ottlresource.NewParser(
		ottlfuncs.StandardConverters[*ottlresource.TransformContext](), set.TelemetrySettings, ottlresource.EnablePathContextNames())
	if err != nil {
		return nil, err
	}
	r := &router{logger: set.Logger}
	for _, route := range config.Table {
		condition, err := parser.ParseCondition(route.Condition)
		if err != nil {
			return nil, err
		}
		next, err := pipelines.Consumer(route.Pipelines...)
		if err != nil {
			return nil, err
		}
		r.routes = append(r.routes, destination{condition, next})
	}
	if len(config.DefaultPipelines) > 0 {
		if r.others, err = pipelines.Consumer(config.DefaultPipelines...); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *router) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

func (r *router) ConsumeLogs(ctx context.Context, logs plog.Logs) error {
	groups := map[consumer.Logs]plog.Logs{}
	logs.ResourceLogs().RemoveIf(func(resource plog.ResourceLogs) bool {
		next := r.route(ctx, resource)
		if next == nil {
			return true
		}
		group, ok := groups[next]
		if !ok {
			group = plog.NewLogs()
			groups[next] = group
		}
		resource.MoveTo(group.ResourceLogs().AppendEmpty())
		return true
	})
	var errs error
	for next, group := range groups {
		errs = errors.Join(errs, next.ConsumeLogs(ctx, group))
	}
	return errs
}

// route finds where a resource goes. A condition that cannot be judged does not hold, as in the official one's default.
func (r *router) route(ctx context.Context, resource plog.ResourceLogs) consumer.Logs {
	judged := ottlresource.NewTransformContextPtr(resource.Resource(), resource)
	defer judged.Close()
	for _, route := range r.routes {
		holds, err := route.condition.Eval(ctx, judged)
		if err != nil {
			r.logger.Warn("a condition cannot be judged", zap.Error(err))
		} else if holds {
			return route.next
		}
	}
	return r.others
}
