package io.github.polywire.metricq;

import java.util.Collection;
import java.util.List;

/**
 * A database of the network: stores the points of metrics, and answers history requests
 * for them. A bean of this type makes the application a database; the manager must have a
 * configuration for its token. Called on several threads at once, which may be blocked.
 */
public interface MetricqHistoryProvider {

	/**
	 * The metrics that are recorded. Asked once, when the application starts.
	 * @return the metrics, each name once
	 */
	Collection<RecordedMetric> metrics();

	/**
	 * Stores points. They are acknowledged when the method has returned, and until then
	 * kept in a durable queue. So points come at least once: a point of a time that is
	 * stored is the same point. The chunks of a metric come one call after the other, in
	 * their order; different metrics side by side.
	 * @param chunks one or more chunks, each named for the name that history is asked by
	 * @throws Exception if they cannot be stored: the call is made again with all of
	 * them, by {@code metricq.db.retry}, and then {@code metricq.db.on-failure} decides
	 */
	void store(List<MetricChunk> chunks) throws Exception;

	/**
	 * Answers a history request. At most {@code metricq.db.history-concurrency} are
	 * answered at once; others wait in the queue.
	 * @param request what is asked; its timeout is {@code null}
	 * @return the answer, as {@link HistoryResponse#ofValues},
	 * {@link HistoryResponse#ofAggregates} or {@link HistoryResponse#empty} make it
	 * @throws Exception if it cannot be answered: the client gets an error, with the text
	 * of a {@link MetricqHistoryException} or an {@link IllegalArgumentException}; the
	 * text of others is logged and not told
	 */
	HistoryResponse answer(HistoryRequest request) throws Exception;

	/**
	 * The token of this database.
	 * @return the token, or an empty string for {@code metricq.db.token}, which one
	 * database of an application can have
	 */
	default String token() {
		return "";
	}

}
