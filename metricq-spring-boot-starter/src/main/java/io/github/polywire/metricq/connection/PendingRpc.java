package io.github.polywire.metricq.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.wire.RpcMessage;
import io.github.polywire.metricq.wire.WireFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of ours that waits: for the connection, then for its answer or answers.
 */
final class PendingRpc {

	private final String id;

	private final String exchange;

	private final String function;

	private final byte[] body;

	private final long deadlineNanos;

	private final Map<String, Object> headers = new HashMap<>();

	private final CompletableFuture<ObjectNode> result = new CompletableFuture<>();

	private final @Nullable Consumer<MetricqRpcAnswer> answers;

	private final Function toMap;

	private volatile boolean sent;

	PendingRpc(String id, String exchange, String function, byte[] body, long deadlineNanos,
			@Nullable Consumer<MetricqRpcAnswer> answers, Function toMap) {
		this.id = id;
		this.exchange = exchange;
		this.function = function;
		this.body = body;
		this.deadlineNanos = deadlineNanos;
		this.answers = answers;
		this.toMap = toMap;
	}

	String id() {
		return this.id;
	}

	String exchange() {
		return this.exchange;
	}

	String function() {
		return this.function;
	}

	byte[] body() {
		return this.body;
	}

	Map<String, Object> headers() {
		return this.headers;
	}

	long remainingMillis() {
		return (this.deadlineNanos - System.nanoTime()) / 1_000_000;
	}

	CompletableFuture<ObjectNode> result() {
		return this.result;
	}

	boolean isSent() {
		return this.sent;
	}

	void markSent() {
		this.sent = true;
	}

	boolean hasManyAnswers() {
		return this.answers != null;
	}

	void fail(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

	void answered(RpcMessage message, @Nullable String fromToken) {
		if (this.answers != null) {
			this.answers.accept(toAnswer(message, fromToken));
			return;
		}
		if (message instanceof RpcMessage.Response response) {
			this.result.complete(response.result());
		}
		else if (message instanceof RpcMessage.Failure failure) {
			this.result.completeExceptionally(new MetricqRpcException(this.function, failure.error()));
		}
	}

	void unreadable(WireFormatException cause) {
		if (this.answers == null) {
			this.result.completeExceptionally(cause);
		}
	}

	private MetricqRpcAnswer toAnswer(RpcMessage message, @Nullable String fromToken) {
		if (message instanceof RpcMessage.Response response) {
			return new MetricqRpcAnswer(fromToken, this.toMap.apply(response.result()), null);
		}
		String error = (message instanceof RpcMessage.Failure failure) ? failure.error() : "no answer";
		return new MetricqRpcAnswer(fromToken, Map.of(), error);
	}

	/**
	 * Makes a map of a JSON object.
	 */
	@FunctionalInterface
	interface Function {

		/**
		 * Makes a map of a JSON object.
		 * @param json the object
		 * @return the map
		 */
		Map<String, @Nullable Object> apply(ObjectNode json);

	}

}
