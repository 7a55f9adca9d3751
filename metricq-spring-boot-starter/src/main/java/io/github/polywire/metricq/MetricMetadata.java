package io.github.polywire.metricq;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a network knows of a metric: any keys with JSON values, some of which have a
 * meaning that sources and tools share. Not modifiable.
 *
 * @param metric the metric's name
 * @param values the metadata by key
 */
public record MetricMetadata(String metric, Map<String, @Nullable Object> values) {

	/**
	 * Creates metadata.
	 * @param metric the metric's name
	 * @param values the metadata by key, which is copied
	 */
	public MetricMetadata {
		Assert.notNull(metric, "'metric' must not be null");
		Assert.notNull(values, "'values' must not be null");
		values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
	}

	/**
	 * The unit of the values.
	 * @return for example {@code W}, or {@code null} if not told
	 */
	public @Nullable String unit() {
		return text("unit");
	}

	/**
	 * What is measured, in words.
	 * @return the description, or {@code null} if not told
	 */
	public @Nullable String description() {
		return text("description");
	}

	/**
	 * The physical quantity.
	 * @return for example {@code power}, or {@code null} if not told
	 */
	public @Nullable String quantity() {
		return text("quantity");
	}

	/**
	 * How many points a second there are.
	 * @return the rate in Hz, or {@code null} if not told
	 */
	public @Nullable Double rate() {
		return (this.values.get("rate") instanceof Number rate) ? rate.doubleValue() : null;
	}

	/**
	 * How many points a chunk holds.
	 * @return the number, or {@code null} if not told or not fixed
	 */
	public @Nullable Integer chunkSize() {
		return (this.values.get("chunkSize") instanceof Number size) ? size.intValue() : null;
	}

	/**
	 * The token of the source.
	 * @return the token, or {@code null} if not told
	 */
	public @Nullable String source() {
		return text("source");
	}

	/**
	 * Whether a database records the metric.
	 * @return {@code true} if one does
	 */
	public boolean historic() {
		return Boolean.TRUE.equals(this.values.get("historic"));
	}

	private @Nullable String text(String key) {
		return (this.values.get(key) instanceof String text) ? text : null;
	}

}
