package io.github.polywire.metricq.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of a MetricQ network in the application.
 *
 * @param embedded Whether to start a manager, and a database in memory, in this
 * application.
 * @param strict Whether a client without a configuration is refused, as by the manager of
 * MetricQ, instead of getting an empty one.
 * @param failFast Whether the start fails if the broker cannot be reached or has a
 * manager already, instead of serving as soon as it can.
 * @param dataServerAddress Where clients are told to connect for data. An AMQP URL
 * without credentials, or vhost: and the name of another virtual host. By default the
 * broker of the management connection as this application addresses it.
 * @param file JSON file in which configurations and metadata are kept. By default they
 * are in memory only.
 * @param configs Configurations by token, which win over those of the file. A value that
 * reads as JSON is such, as in 0.5, true or [1, 2].
 * @param maxMetrics How many metrics there can be.
 * @param configTimeout How long a client may take to answer a configuration that was
 * changed.
 * @param database Database in memory.
 */
@ConfigurationProperties("metricq.network")
public record MetricqNetworkProperties(@DefaultValue("false") boolean embedded, @DefaultValue("false") boolean strict,
		@DefaultValue("false") boolean failFast, @Nullable String dataServerAddress, @Nullable Path file,
		@DefaultValue Map<String, Object> configs, @DefaultValue("100000") int maxMetrics,
		@DefaultValue("10s") Duration configTimeout, @DefaultValue Database database) {

	@Override
	public String toString() {
		// Configurations may hold passwords.
		return "MetricqNetworkProperties[embedded=" + this.embedded + "]";
	}

	/**
	 * What the network records.
	 *
	 * @param enabled Whether there is a database in memory.
	 * @param token Token of the database in the network.
	 * @param metrics Names of metrics to record. Without names and pattern all metrics
	 * are recorded.
	 * @param pattern Regular expression that is found in the names of further metrics to
	 * record.
	 * @param maxPoints How many points are kept of a metric, the latest ones. One takes
	 * 16 to 20 bytes.
	 * @param maxMetrics Of how many metrics points are kept.
	 */
	public record Database(@DefaultValue("true") boolean enabled, @DefaultValue("db-memory") String token,
			@DefaultValue List<String> metrics, @Nullable Pattern pattern, @DefaultValue("10000") int maxPoints,
			@DefaultValue("1000") int maxMetrics) {
	}

}
