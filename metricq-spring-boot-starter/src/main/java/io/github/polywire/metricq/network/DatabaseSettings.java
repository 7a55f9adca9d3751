package io.github.polywire.metricq.network;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What the database in memory keeps: 16 bytes a point, and up to a quarter more.
 *
 * @param enabled whether there is one
 * @param token its token in the network
 * @param metrics the names of the metrics that it records
 * @param pattern found in the names of metrics that it records, too; {@code null} for
 * none. Without names and pattern it records all metrics
 * @param maxPoints how many points it keeps of a metric, the latest ones
 * @param maxMetrics of how many metrics it keeps points
 */
public record DatabaseSettings(boolean enabled, String token, List<String> metrics, @Nullable Pattern pattern,
		int maxPoints, int maxMetrics) {

	/**
	 * Creates settings.
	 */
	public DatabaseSettings {
		Assert.hasLength(token, "'token' must not be empty");
		Assert.isTrue(maxPoints > 0, "'maxPoints' must be positive");
		Assert.isTrue(maxMetrics > 0, "'maxMetrics' must be positive");
		metrics = List.copyOf(metrics);
	}

	Predicate<String> selection() {
		if (this.metrics.isEmpty() && this.pattern == null) {
			return (metric) -> true;
		}
		return (metric) -> this.metrics.contains(metric)
				|| (this.pattern != null && this.pattern.matcher(metric).find());
	}

	/**
	 * What the queue of chunks is bound to.
	 * @return routing keys
	 */
	List<String> bindings() {
		return (this.pattern != null || this.metrics.isEmpty()) ? List.of("#") : this.metrics;
	}

}
