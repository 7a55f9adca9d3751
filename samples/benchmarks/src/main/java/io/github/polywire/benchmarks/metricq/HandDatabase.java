package io.github.polywire.benchmarks.metricq;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.metricq.wire.proto.HistoryResponse;

/**
 * Answers every history request with the same values.
 */
final class HandDatabase implements AutoCloseable {

	static final String EXCHANGE = "metricq.history";

	static final String METRIC = "benchmarks.history";

	static final int SIZE = 1_000_000;

	private final Connection connection;

	HandDatabase(BrokerAddress broker) throws IOException, TimeoutException, GeneralSecurityException {
		this.connection = broker.toConnectionFactory().newConnection("benchmarks database by hand");
		Channel channel = this.connection.createChannel();
		String queue = channel.queueDeclare().getQueue();
		channel.queueBind(queue, EXCHANGE, METRIC);
		byte[] answer = answer();
		channel.basicConsume(queue, true, new DefaultConsumer(channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties request, byte[] body)
					throws IOException {
				BasicProperties properties = new BasicProperties.Builder().correlationId(request.getCorrelationId())
					.headers(Map.of("x-request-duration", "0.1"))
					.build();
				channel.basicPublish("", request.getReplyTo(), properties, answer);
			}

		});
	}

	private static byte[] answer() {
		HistoryResponse.Builder response = HistoryResponse.newBuilder().setMetric(METRIC);
		long previous = 0;
		for (int i = 0; i < SIZE; i++) {
			response.addTimeDelta(Points.timeNanos(i) - previous).addValue(Points.value(i));
			previous = Points.timeNanos(i);
		}
		return response.build().toByteArray();
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
