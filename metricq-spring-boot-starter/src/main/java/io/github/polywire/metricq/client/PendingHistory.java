package io.github.polywire.metricq.client;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;

/**
 * A history request that waits for its answer.
 *
 * @param id its correlation id
 * @param request what is asked for
 * @param body the message
 * @param deadlineNanos until when
 * @param headers the message's headers
 * @param result takes the answer
 */
record PendingHistory(String id, HistoryRequest request, byte[] body, long deadlineNanos, Map<String, Object> headers,
		CompletableFuture<HistoryResponse> result) {

	long remainingMillis() {
		return (this.deadlineNanos - System.nanoTime()) / 1_000_000;
	}

}
