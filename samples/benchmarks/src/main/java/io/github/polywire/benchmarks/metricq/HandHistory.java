package io.github.polywire.benchmarks.metricq;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryResponse;

/**
 * Asks for a history as one would write it on amqp-client and protobuf.
 */
final class HandHistory implements HistoryAsker {

	private static final int PATIENCE_SECONDS = 60;

	private final Connection connection;

	private final Channel channel;

	private final String queue;

	private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();

	HandHistory(BrokerAddress broker) throws IOException, TimeoutException, GeneralSecurityException {
		this.connection = broker.toConnectionFactory().newConnection("benchmarks history by hand");
		this.channel = this.connection.createChannel();
		this.queue = this.channel.queueDeclare().getQueue();
		this.channel.basicConsume(this.queue, true, new DefaultConsumer(this.channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
				HandHistory.this.answers.add(body);
			}

		});
	}

	@Override
	public String name() {
		return "amqp-client";
	}

	@Override
	public long ask() throws IOException, InterruptedException {
		HistoryRequest request = HistoryRequest.newBuilder()
			.setStartTime(Points.timeNanos(0))
			.setEndTime(Points.timeNanos(HandDatabase.SIZE))
			.setType(HistoryRequest.RequestType.FLEX_TIMELINE)
			.build();
		BasicProperties properties = new BasicProperties.Builder().correlationId(UUID.randomUUID().toString())
			.replyTo(this.queue)
			.build();
		this.channel.basicPublish(HandDatabase.EXCHANGE, HandDatabase.METRIC, true, properties, request.toByteArray());
		byte[] answer = this.answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		if (answer == null) {
			throw new IOException("No answer");
		}
		HistoryResponse response = HistoryResponse.parseFrom(answer);
		long right = 0;
		long time = 0;
		for (int i = 0; i < response.getValueCount(); i++) {
			time += response.getTimeDelta(i);
			if (time == Points.timeNanos(i) && response.getValue(i) == Points.value(i)) {
				right++;
			}
		}
		return right;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
