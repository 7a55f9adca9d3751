package io.github.polywire.metricq;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which metrics a client looks for. The manager refuses some combinations, as of prefix
 * and infix. Not modifiable: each method makes another query.
 */
public final class MetricQuery {

	private final Map<String, Object> arguments;

	private final boolean metadata;

	private final @Nullable Duration timeout;

	private MetricQuery(Map<String, Object> arguments, boolean metadata, @Nullable Duration timeout) {
		this.arguments = arguments;
		this.metadata = metadata;
		this.timeout = timeout;
	}

	/**
	 * All metrics.
	 * @return the query
	 */
	public static MetricQuery all() {
		return new MetricQuery(Map.of(), true, null);
	}

	/**
	 * Metrics by their names.
	 * @param pattern a regular expression for parts of the names
	 * @return the query
	 */
	public static MetricQuery matching(String pattern) {
		return all().with("selector", pattern);
	}

	/**
	 * Those of some metrics that there are.
	 * @param metrics the names, at least one
	 * @return the query
	 */
	public static MetricQuery named(Collection<String> metrics) {
		return all().with("selector", List.copyOf(metrics));
	}

	/**
	 * Only metrics that a database records, or only others.
	 * @param historic whether a database records them
	 * @return the query
	 */
	public MetricQuery historic(boolean historic) {
		return with("historic", historic);
	}

	/**
	 * Only metrics whose names begin so.
	 * @param prefix how they begin
	 * @return the query
	 */
	public MetricQuery prefix(String prefix) {
		return with("prefix", prefix);
	}

	/**
	 * Only metrics with a part of the name that begins so.
	 * @param infix how the part begins
	 * @return the query
	 */
	public MetricQuery infix(String infix) {
		return with("infix", infix);
	}

	/**
	 * Only so many metrics.
	 * @param limit how many at most
	 * @return the query
	 */
	public MetricQuery limit(int limit) {
		return with("limit", limit);
	}

	/**
	 * Only hidden metrics, or only others.
	 * @param hidden whether they are hidden
	 * @return the query
	 */
	public MetricQuery hidden(boolean hidden) {
		return with("hidden", hidden);
	}

	/**
	 * Only the names.
	 * @return the query
	 */
	public MetricQuery withoutMetadata() {
		return new MetricQuery(this.arguments, false, this.timeout);
	}

	/**
	 * With another timeout than {@code metricq.rpc-timeout}.
	 * @param limit how long to wait for the answer
	 * @return the query
	 */
	public MetricQuery timeout(Duration limit) {
		return new MetricQuery(this.arguments, this.metadata, limit);
	}

	private MetricQuery with(String name, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(this.arguments);
		more.put(name, value);
		return new MetricQuery(more, this.metadata, this.timeout);
	}

	/**
	 * The query as the manager is asked.
	 * @return the arguments by name
	 */
	public Map<String, Object> arguments() {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("format", this.metadata ? "object" : "array");
		all.putAll(this.arguments);
		return all;
	}

	/**
	 * How long to wait for the answer.
	 * @return the timeout, or {@code null} for the default
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	@Override
	public String toString() {
		return "MetricQuery" + arguments();
	}

}
