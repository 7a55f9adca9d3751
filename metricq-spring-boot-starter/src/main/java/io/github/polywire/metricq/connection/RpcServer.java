package io.github.polywire.metricq.connection;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.observation.SafeObservations;
import io.github.polywire.metricq.wire.RpcCodec;
import io.github.polywire.metricq.wire.RpcMessage;
import io.github.polywire.metricq.wire.WireFormatException;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Takes what comes over an agent's RPC queue: hands answers to who waits for them, and
 * answers requests.
 */
final class RpcServer {

	private static final int MAX_REQUESTS = 256;

	private static final String DISCOVER = "discover";

	private static final Log logger = LogFactory.getLog(RpcServer.class);

	private final RateLimitedLog invalidLog = new RateLimitedLog(logger);

	private final RateLimitedLog addressLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final RpcExchange rpcs;

	private final RpcRequestHandler handler;

	private final Presence presence;

	private final Semaphore free = new Semaphore(MAX_REQUESTS);

	RpcServer(Agent agent, RpcExchange rpcs, RpcRequestHandler handler, Instant startedAt) {
		this.agent = agent;
		this.rpcs = rpcs;
		this.handler = handler;
		this.presence = new Presence(startedAt);
	}

	/**
	 * Takes a message. Called on the connection's thread.
	 * @param properties its properties
	 * @param body its body
	 */
	void received(BasicProperties properties, byte[] body) {
		RpcMessage message;
		try {
			message = decode(body);
		}
		catch (WireFormatException ex) {
			undecodable(properties, ex);
			return;
		}
		if (message instanceof RpcMessage.Request request) {
			requested(properties, request);
		}
		else {
			this.rpcs.answered(properties, message);
		}
	}

	private RpcMessage decode(byte[] body) {
		int limit = this.agent.settings().maxBodySize();
		if (body.length > limit) {
			throw new WireFormatException("An RPC message has " + body.length + " bytes, and this agent reads " + limit
					+ " at most (metricq.max-body-size)", null);
		}
		return this.agent.codec().decode(body);
	}

	private void undecodable(BasicProperties properties, WireFormatException cause) {
		if (this.rpcs.unreadable(properties, cause)) {
			return;
		}
		this.invalidLog.warn(() -> "The MetricQ agent '%s' got a message of '%s' that it cannot read: %s"
			.formatted(this.agent.token(), properties.getAppId(), cause.getMessage()));
		if (properties.getReplyTo() != null) {
			this.rpcs.answer(properties, codec().encodeError(String.valueOf(cause.getMessage())));
		}
	}

	private void requested(BasicProperties properties, RpcMessage.Request request) {
		if (properties.getReplyTo() == null) {
			this.addressLog
				.warn(() -> "The MetricQ agent '%s' ignores the request %s of '%s', which has no address for the answer"
					.formatted(this.agent.token(), request.function(), properties.getAppId()));
			return;
		}
		if (!this.free.tryAcquire()) {
			this.rpcs.answer(properties, codec().encodeError("The agent '" + this.agent.token() + "' answers "
					+ MAX_REQUESTS + " requests already: ask again later"));
			return;
		}
		this.agent.executor().execute(() -> {
			try {
				this.rpcs.answer(properties, answer(properties, request));
			}
			finally {
				this.free.release();
			}
		});
	}

	private byte[] answer(BasicProperties properties, RpcMessage.Request message) {
		MetricqRpcRequest request = new MetricqRpcRequest(this.agent.role(), this.agent.token(), message.function(),
				properties.getAppId(), message.arguments());
		Observation observation = this.agent.observations().handler(request, properties.getHeaders());
		try (Observation.Scope scope = observation.openScope()) {
			boolean handled = this.handler.handles(request);
			if (DISCOVER.equals(message.function())) {
				return codec().encodeResult(discovered(handled ? this.handler.handle(request) : null));
			}
			if (!handled) {
				return codec()
					.encodeError("Missing rpc handler for " + message.function() + " at '" + this.agent.token() + "'");
			}
			return codec().encodeResult(this.handler.handle(request));
		}
		catch (Exception ex) {
			observation.error(ex);
			logger.warn("The request " + message.function() + " of '" + properties.getAppId()
					+ "' to the MetricQ agent '" + this.agent.token() + "' failed", ex);
			return codec().encodeError((ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName());
		}
		finally {
			SafeObservations.stop(observation);
		}
	}

	private Map<String, @Nullable Object> discovered(@Nullable Object extras) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>(this.presence.describe());
		if (extras != null) {
			answer.putAll(codec().jsonMapper().convertValue(extras, new TypeReference<Map<String, Object>>() {
			}));
		}
		return answer;
	}

	private RpcCodec codec() {
		return this.agent.codec();
	}

}
