package io.github.polywire.metricq.network;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.RpcCodec;
import io.github.polywire.metricq.wire.RpcMessage;
import io.github.polywire.metricq.wire.WireFormatException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends clients their changed configurations. Thread-safe, except that one thread sends.
 */
final class ConfigPusher {

	static final String CONFIG = "config";

	private final RpcCodec codec;

	private final Duration timeout;

	private final Map<String, Push> pending = new ConcurrentHashMap<>();

	ConfigPusher(RpcCodec codec, Duration timeout) {
		this.codec = codec;
		this.timeout = timeout;
	}

	/**
	 * Sends a configuration.
	 * @param token the client's token
	 * @param config its configuration
	 * @param channel where to send
	 * @param result completed with whether the client is there and took it, or with the
	 * {@link MetricqRpcException} of a client that refused, a
	 * {@link MetricqTimeoutException} or a {@link MetricqConnectionException}
	 */
	void push(String token, ObjectNode config, ManagerChannel channel, CompletableFuture<Boolean> result) {
		String correlationId = MetricqNames.correlationId(MetricqNames.MANAGER_TOKEN);
		ObjectNode arguments = config.deepCopy().asObject();
		// A configuration of that name would make the request another one.
		arguments.remove("function");
		byte[] body = this.codec.encodeRequest(CONFIG,
				this.codec.jsonMapper().convertValue(arguments, new TypeReference<Map<String, @Nullable Object>>() {
				}));
		this.pending.put(correlationId, new Push(token, result));
		CompletableFuture.delayedExecutor(this.timeout.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
			.execute(() -> expire(correlationId));
		try {
			channel.ask(token, correlationId, body);
		}
		catch (IOException | AlreadyClosedException ex) {
			this.pending.remove(correlationId);
			result.completeExceptionally(lost(token, ex));
		}
	}

	void answered(Delivery answer) {
		Push push = take(answer.getProperties().getCorrelationId());
		if (push == null) {
			return;
		}
		try {
			if (this.codec.decode(answer.getBody()) instanceof RpcMessage.Failure failure) {
				push.result().completeExceptionally(new MetricqRpcException(CONFIG, failure.error()));
			}
			else {
				push.result().complete(true);
			}
		}
		catch (WireFormatException ex) {
			push.result().completeExceptionally(ex);
		}
	}

	void unroutable(@Nullable String correlationId) {
		Push push = take(correlationId);
		if (push != null) {
			push.result().complete(false);
		}
	}

	void disconnected(Throwable cause) {
		for (String correlationId : this.pending.keySet()) {
			Push push = take(correlationId);
			if (push != null) {
				push.result().completeExceptionally(lost(push.token(), cause));
			}
		}
	}

	private void expire(String correlationId) {
		Push push = take(correlationId);
		if (push != null) {
			push.result()
				.completeExceptionally(new MetricqTimeoutException(
						"The client '" + push.token() + "' did not answer its changed configuration within "
								+ this.timeout.toMillis() + " ms; it gets it when it registers again"));
		}
	}

	private @Nullable Push take(@Nullable String correlationId) {
		return (correlationId != null) ? this.pending.remove(correlationId) : null;
	}

	private static MetricqConnectionException lost(String token, Throwable cause) {
		return new MetricqConnectionException("The connection was lost before '" + token
				+ "' had taken its changed configuration; it gets it when it registers again", cause);
	}

	/**
	 * A configuration that was sent.
	 *
	 * @param token the client's token
	 * @param result what becomes of it
	 */
	private record Push(String token, CompletableFuture<Boolean> result) {
	}

}
