package io.github.polywire.rabibridge.listener;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.wire.RpcTopology;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, which is the context of its call. It is settled once: answered,
 * rejected, or given up because its connection ended.
 */
final class Delivery implements RemoteCallContext {

	private static final byte[] NO_BODY = new byte[0];

	private final FunctionConsumer consumer;

	private final FunctionKey function;

	private final Envelope envelope;

	private final BasicProperties properties;

	private final int bodySize;

	private final byte[] body;

	private final Map<String, Object> headers;

	private final long receivedNanos = System.nanoTime();

	Delivery(FunctionConsumer consumer, FunctionKey function, Envelope envelope, BasicProperties properties,
			byte[] body, int maxBodySize) {
		this.consumer = consumer;
		this.function = function;
		this.envelope = envelope;
		this.properties = properties;
		this.bodySize = body.length;
		// What will be refused is not kept until its turn comes.
		this.body = (body.length <= maxBodySize) ? body : NO_BODY;
		this.headers = readable(properties.getHeaders());
	}

	private static Map<String, Object> readable(@Nullable Map<String, Object> headers) {
		if (headers == null || headers.isEmpty()) {
			return Collections.emptyMap();
		}
		Map<String, Object> readable = new HashMap<>();
		headers.forEach((name, value) -> {
			if (value != null) {
				readable.put(name, (value instanceof LongString text) ? text.toString() : value);
			}
		});
		return Collections.unmodifiableMap(readable);
	}

	FunctionConsumer consumer() {
		return this.consumer;
	}

	long tag() {
		return this.envelope.getDeliveryTag();
	}

	/**
	 * The size of the body as it came.
	 * @return the number of bytes
	 */
	int bodySize() {
		return this.bodySize;
	}

	/**
	 * The body.
	 * @return the body, or an empty one in place of one that is larger than it may be
	 */
	byte[] body() {
		return this.body;
	}

	boolean hasReplyTo() {
		return this.properties.getReplyTo() != null && !this.properties.getReplyTo().isEmpty();
	}

	@Override
	public FunctionKey function() {
		return this.function;
	}

	@Override
	public @Nullable String correlationId() {
		return this.properties.getCorrelationId();
	}

	@Override
	public String replyTo() {
		String replyTo = this.properties.getReplyTo();
		return (replyTo != null) ? replyTo : "";
	}

	@Override
	public Map<String, Object> headers() {
		return this.headers;
	}

	@Override
	public boolean redelivered() {
		return this.envelope.isRedeliver();
	}

	@Override
	public @Nullable Duration timeLeft() {
		if (!(this.headers.get(RpcTopology.TIMEOUT_HEADER) instanceof Number budget)) {
			return null;
		}
		Duration spent = Duration.ofNanos(System.nanoTime() - this.receivedNanos);
		Duration left = Duration.ofMillis(budget.longValue()).minus(spent);
		return left.isNegative() ? Duration.ZERO : left;
	}

	boolean isExpired() {
		Duration left = timeLeft();
		return left != null && left.isZero();
	}

}
