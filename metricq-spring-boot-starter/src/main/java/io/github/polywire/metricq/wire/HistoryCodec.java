package io.github.polywire.metricq.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.google.protobuf.InvalidProtocolBufferException;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.metricq.HistoryResponse.Mode;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqTime;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads history requests and writes responses, as a database does.
 */
public final class HistoryCodec {

	private static final double NANOS_PER_SECOND = 1e9;

	private HistoryCodec() {
	}

	/**
	 * Reads a request.
	 * @param metric the metric, which is the message's routing key
	 * @param body the message's body
	 * @return the request
	 * @throws WireFormatException if it is none
	 */
	public static HistoryRequest parseRequest(String metric, byte[] body) {
		try {
			return HistoryRequest.parseFrom(body);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new WireFormatException("A history request for '" + metric + "' is no protobuf message", ex);
		}
	}

	/**
	 * Reads a request that makes sense.
	 * @param metric the metric, which is the message's routing key
	 * @param body the message's body
	 * @return the request, without a timeout; a time of 0 is left open, as clients do
	 * @throws WireFormatException if it is none, of an unknown type, or about a negative
	 * interval
	 */
	public static io.github.polywire.metricq.HistoryRequest readRequest(String metric, byte[] body) {
		HistoryRequest message = parseRequest(metric, body);
		if (message.getType() == HistoryRequest.RequestType.UNRECOGNIZED) {
			throw new WireFormatException("unknown type of request: " + message.getTypeValue(), null);
		}
		if (metric.isEmpty() || message.getIntervalMax() < 0) {
			throw new WireFormatException(metric.isEmpty() ? "the request names no metric"
					: "the interval is negative: " + message.getIntervalMax(), null);
		}
		return new io.github.polywire.metricq.HistoryRequest(metric, time(message.getStartTime()),
				time(message.getEndTime()), Duration.ofNanos(message.getIntervalMax()),
				io.github.polywire.metricq.HistoryRequest.Type.valueOf(message.getType().name()));
	}

	private static @Nullable Instant time(long nanos) {
		return (nanos != 0) ? MetricqTime.ofEpochNanos(nanos) : null;
	}

	/**
	 * Writes a response.
	 * @param metric the metric that was asked for
	 * @param response the values or aggregates
	 * @return the message's body
	 */
	public static byte[] encode(String metric, io.github.polywire.metricq.HistoryResponse response) {
		HistoryResponse.Builder message = HistoryResponse.newBuilder().setMetric(metric);
		long[] previous = new long[1];
		if (response.mode() == Mode.VALUES) {
			MetricChunk values = response.valueChunk();
			for (int i = 0; i < values.size(); i++) {
				message.addTimeDelta(values.timeNanos(i) - previous[0]).addValue(values.value(i));
				previous[0] = values.timeNanos(i);
			}
		}
		else {
			response.asAggregates().forEach((aggregate) -> {
				message.addTimeDelta(aggregate.timeNanos() - previous[0])
					.addAggregate(HistoryResponse.Aggregate.newBuilder()
						.setMinimum(aggregate.minimum())
						.setMaximum(aggregate.maximum())
						.setSum(aggregate.sum())
						.setCount(aggregate.count())
						.setIntegral(aggregate.integralNanos())
						.setActiveTime(aggregate.activeTimeNanos()));
				previous[0] = aggregate.timeNanos();
			});
		}
		return message.build().toByteArray();
	}

	/**
	 * Writes a response that tells an error.
	 * @param metric the metric that was asked for
	 * @param error what is wrong, not empty
	 * @return the message's body
	 */
	public static byte[] encodeError(String metric, String error) {
		return HistoryResponse.newBuilder().setMetric(metric).setError(error).build().toByteArray();
	}

	/**
	 * The properties of a response.
	 * @param request the properties of the request
	 * @param token the token of the database
	 * @param nanos how long the request took
	 * @return the properties
	 */
	public static BasicProperties answerProperties(BasicProperties request, String token, long nanos) {
		return new BasicProperties.Builder()
			.headers(Map.of(MetricqNames.REQUEST_DURATION_HEADER,
					String.format(Locale.ROOT, "%.6f", nanos / NANOS_PER_SECOND)))
			.deliveryMode(1)
			.priority(0)
			.correlationId(request.getCorrelationId())
			.messageId(UUID.randomUUID().toString().replace("-", ""))
			.appId(token)
			.build();
	}

}
