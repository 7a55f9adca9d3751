package io.github.polywire.metricq.network;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.wire.RpcCodec;
import io.github.polywire.metricq.wire.RpcMessage;
import io.github.polywire.metricq.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Answers the requests of clients, one after the other. A request is settled once: what
 * cannot be read is rejected, and answered if it says where to. One thread at a time.
 */
final class ManagerServer {

	private static final Log logger = LogFactory.getLog(ManagerServer.class);

	/** A queue is named by its client's token and what it is for. */
	private static final int MAX_TOKEN_LENGTH = 200;

	private final RateLimitedLog rejectedLog = new RateLimitedLog(logger);

	private final RateLimitedLog failedLog = new RateLimitedLog(logger);

	private final Map<String, ManagerFunction> functions;

	private final RpcCodec codec;

	private final int maxBodySize;

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private final AtomicLong rejected = new AtomicLong();

	/**
	 * Creates a server.
	 * @param functions the functions by name
	 * @param codec reads requests and writes answers
	 * @param maxBodySize the bytes that a request or an answer has at most
	 */
	ManagerServer(Map<String, ManagerFunction> functions, RpcCodec codec, int maxBodySize) {
		this.functions = new HashMap<>(functions);
		this.codec = codec;
		this.maxBodySize = maxBodySize;
	}

	/**
	 * Serves one request.
	 * @param request the request
	 * @param channel where it came from
	 */
	void serve(Delivery request, ManagerChannel channel) {
		BasicProperties properties = request.getProperties();
		String replyTo = properties.getReplyTo();
		try {
			if (!StringUtils.hasLength(replyTo)) {
				reject(request, channel, "it has no reply_to");
				return;
			}
			Answer answer = answer(request);
			if (answer == null) {
				channel.reject(request, true);
				return;
			}
			// First, so that an answer that the broker does not take is not asked for
			// again and again.
			if (answer.rejection() != null) {
				reject(request, channel, answer.rejection());
			}
			else {
				channel.accept(request);
			}
			channel.answer(replyTo, properties.getCorrelationId(), answer.body());
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The connection was lost before a request was answered; the broker gives it again", ex);
		}
	}

	/**
	 * How many requests were answered with a result.
	 * @return the number
	 */
	long answeredCount() {
		return this.answered.get();
	}

	/**
	 * How many requests were answered with an error.
	 * @return the number
	 */
	long failedCount() {
		return this.failed.get();
	}

	/**
	 * How many messages were no requests.
	 * @return the number
	 */
	long rejectedCount() {
		return this.rejected.get();
	}

	// Null if the request is to be tried again, once.
	private @Nullable Answer answer(Delivery delivery) {
		RpcMessage.Request request;
		try {
			request = read(delivery.getBody());
		}
		catch (WireFormatException ex) {
			String message = String.valueOf(ex.getMessage());
			return new Answer(this.codec.encodeError(message), message);
		}
		try {
			byte[] result = this.codec.encodeResult(
					function(request).answer(new ManagerRequest(token(delivery.getProperties()), request.arguments())));
			if (result.length > this.maxBodySize) {
				throw new ManagerException("the answer has " + result.length + " bytes and the manager sends at most "
						+ this.maxBodySize + ": use a selector or a limit");
			}
			this.answered.incrementAndGet();
			return new Answer(result, null);
		}
		catch (ManagerException ex) {
			return failure(String.valueOf(ex.getMessage()));
		}
		catch (MetricqConnectionException ex) {
			return delivery.getEnvelope().isRedeliver() ? failure(String.valueOf(ex.getMessage())) : null;
		}
		catch (RuntimeException ex) {
			this.failedLog.warn(() -> "The MetricQ manager failed to answer " + request.function(), ex);
			return failure("the manager failed: " + ex.getClass().getSimpleName());
		}
	}

	private RpcMessage.Request read(byte[] body) {
		if (body.length > this.maxBodySize) {
			throw new WireFormatException("A request has " + body.length + " bytes and the manager takes at most "
					+ this.maxBodySize + ": ask in parts", null);
		}
		if (this.codec.decode(body) instanceof RpcMessage.Request request) {
			return request;
		}
		throw new WireFormatException("A message to the manager has no function: name one", null);
	}

	private ManagerFunction function(RpcMessage.Request request) {
		ManagerFunction function = this.functions.get(request.function());
		if (function == null) {
			throw new ManagerException("'Missing rpc handler for " + request.function() + "'");
		}
		return function;
	}

	private static String token(BasicProperties properties) {
		String token = properties.getAppId();
		if (!StringUtils.hasLength(token) || token.length() > MAX_TOKEN_LENGTH) {
			throw new ManagerException("the request needs an app_id, which is the token of the client, of at most "
					+ MAX_TOKEN_LENGTH + " characters");
		}
		return token;
	}

	private Answer failure(String error) {
		this.failed.incrementAndGet();
		return new Answer(this.codec.encodeError(error), null);
	}

	private void reject(Delivery request, ManagerChannel channel, String reason) throws IOException {
		this.rejected.incrementAndGet();
		this.rejectedLog.warn(() -> "The MetricQ manager rejected a message from '%s' on exchange '%s': %s"
			.formatted(request.getProperties().getAppId(), request.getEnvelope().getExchange(), reason));
		channel.reject(request, false);
	}

	/**
	 * What becomes of a request.
	 *
	 * @param body the answer
	 * @param rejection why the request is rejected, or {@code null} if it is accepted
	 */
	private record Answer(byte[] body, @Nullable String rejection) {
	}

}
