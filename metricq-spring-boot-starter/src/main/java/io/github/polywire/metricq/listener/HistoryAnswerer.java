package io.github.polywire.metricq.listener;

import java.util.Locale;

import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.observation.SafeObservations;
import io.github.polywire.metricq.wire.HistoryCodec;
import io.github.polywire.metricq.wire.WireFormatException;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes the answer to a history request: that of the provider, or an error. Thread-safe.
 */
final class HistoryAnswerer {

	private static final Log logger = LogFactory.getLog(HistoryAnswerer.class);

	private final RateLimitedLog malformedLog = new RateLimitedLog(logger);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final MetricqHistoryProvider provider;

	private final HistoryCounters counters;

	HistoryAnswerer(Agent agent, MetricqHistoryProvider provider, HistoryCounters counters) {
		this.agent = agent;
		this.provider = provider;
		this.counters = counters;
	}

	/**
	 * Answers a request.
	 * @param delivery the message
	 * @return the body of the answer
	 */
	byte[] answer(Delivery delivery) {
		String metric = delivery.getEnvelope().getRoutingKey();
		HistoryRequest request;
		try {
			request = read(metric, delivery.getBody());
		}
		catch (WireFormatException ex) {
			malformed(metric, String.valueOf(ex.getMessage()));
			return HistoryCodec.encodeError(metric, String.valueOf(ex.getMessage()));
		}
		String function = "history " + request.type().name().toLowerCase(Locale.ROOT);
		Observation observation = this.agent.observations()
			.handler(
					new MetricqRpcRequest(this.agent.role(), this.agent.token(), function,
							delivery.getProperties().getAppId(), JsonNodeFactory.instance.objectNode()),
					delivery.getProperties().getHeaders());
		try (Observation.Scope scope = observation.openScope()) {
			byte[] body = encode(metric, this.provider.answer(request));
			this.counters.countAnswered();
			return body;
		}
		catch (Exception ex) {
			observation.error(ex);
			this.counters.countFailed();
			this.failureLog.warn(() -> "The MetricQ database '" + this.agent.token()
					+ "' failed to answer a history request for '" + metric + "'", ex);
			return HistoryCodec.encodeError(metric, told(ex));
		}
		finally {
			SafeObservations.stop(observation);
		}
	}

	/**
	 * Takes note of a message that cannot be answered.
	 * @param metric the metric
	 * @param problem what is wrong with it
	 */
	void malformed(String metric, String problem) {
		this.counters.countMalformed();
		this.malformedLog.warn(() -> "The MetricQ database '" + this.agent.token() + "' got a history request for '"
				+ metric + "' that makes no sense: " + problem);
	}

	private HistoryRequest read(String metric, byte[] body) {
		if (body.length > maxBodySize()) {
			throw new WireFormatException(
					"the request has " + body.length + " bytes, and " + maxBodySize() + " are read at most", null);
		}
		return HistoryCodec.readRequest(metric, body);
	}

	private byte[] encode(String metric, HistoryResponse response) {
		if (response == null) {
			throw new IllegalArgumentException("the database gave no answer");
		}
		byte[] body = HistoryCodec.encode(metric, response);
		if (body.length > maxBodySize()) {
			throw new IllegalArgumentException("the answer has " + body.length + " bytes, and " + maxBodySize()
					+ " are sent at most (metricq.max-body-size): ask for a shorter time or longer intervals");
		}
		return body;
	}

	private int maxBodySize() {
		return this.agent.settings().maxBodySize();
	}

	// What others throw may tell what is nobody's business.
	private static String told(Exception failure) {
		if (failure instanceof MetricqHistoryException history && !history.getError().isEmpty()) {
			return history.getError();
		}
		return (failure instanceof IllegalArgumentException && failure.getMessage() != null) ? failure.getMessage()
				: "the database failed: " + failure.getClass().getSimpleName();
	}

}
