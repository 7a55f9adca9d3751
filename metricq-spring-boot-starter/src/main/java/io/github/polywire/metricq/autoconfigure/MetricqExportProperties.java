package io.github.polywire.metricq.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the export of meters to MetricQ.
 *
 * @param enabled Whether every Micrometer meter is published as metrics of the source.
 * Counters are published as rates in a second.
 * @param prefix What the metrics' names start with. By default the token of the source.
 * @param step Time between two points of a metric.
 */
@ConfigurationProperties("metricq.metrics.export")
public record MetricqExportProperties(@DefaultValue("false") boolean enabled, @Nullable String prefix,
		@DefaultValue("1m") Duration step) {
}
