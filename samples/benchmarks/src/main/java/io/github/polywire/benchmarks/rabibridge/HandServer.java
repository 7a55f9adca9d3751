package io.github.polywire.benchmarks.rabibridge;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.benchmarks.harness.BrokerAddress;

/**
 * Serves as one would write it on amqp-client: one channel, on whose thread the function
 * runs, and the acknowledgement of a request after the confirm of its reply.
 */
final class HandServer implements AutoCloseable {

	static final String EXCHANGE = "benchmarks";

	static final String FUNCTION = "fibonacci_by_hand";

	/** Where requests whose replies are confirmed together are acknowledged together. */
	static final String BATCHED_FUNCTION = "fibonacci_by_hand_batched";

	static final int PREFETCH = 64;

	private final Connection connection;

	private final Channel channel;

	private final HandMessages messages = new HandMessages();

	/** Delivery tags by the sequence numbers of their replies, both ascending. */
	private final ConcurrentNavigableMap<Long, Long> unconfirmed = new ConcurrentSkipListMap<>();

	private final boolean batched;

	HandServer(BrokerAddress broker, String function) throws IOException, TimeoutException, GeneralSecurityException {
		this.batched = function.equals(BATCHED_FUNCTION);
		this.connection = broker.toConnectionFactory().newConnection("benchmarks by hand");
		this.channel = this.connection.createChannel();
		this.channel.basicQos(PREFETCH);
		this.channel.confirmSelect();
		this.channel.addConfirmListener(this::settle, this::settle);
		this.channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.DIRECT, true);
		this.channel.queueDeclare(function, true, false, true, Map.of("x-overflow", "reject-publish"));
		this.channel.queueBind(function, EXCHANGE, function);
		this.channel.basicConsume(function, false, new DefaultConsumer(this.channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body)
					throws IOException {
				answer(envelope.getDeliveryTag(), properties, body);
			}

		});
	}

	private void answer(long deliveryTag, BasicProperties request, byte[] body) throws IOException {
		BasicProperties properties = new BasicProperties.Builder().deliveryMode(1)
			.correlationId(request.getCorrelationId())
			.build();
		byte[] reply = reply(body);
		this.unconfirmed.put(this.channel.getNextPublishSeqNo(), deliveryTag);
		this.channel.basicPublish("", request.getReplyTo(), true, properties, reply);
	}

	private byte[] reply(byte[] body) throws IOException {
		try {
			return this.messages.reply(Fibonacci.of(HandMessages.argument(body)));
		}
		catch (IOException | RuntimeException ex) {
			return this.messages.error(ex.toString());
		}
	}

	private void settle(long sequence, boolean multiple) throws IOException {
		if (multiple) {
			ConcurrentNavigableMap<Long, Long> settled = this.unconfirmed.headMap(sequence, true);
			acknowledge(settled);
			settled.clear();
			return;
		}
		Long deliveryTag = this.unconfirmed.remove(sequence);
		if (deliveryTag != null) {
			this.channel.basicAck(deliveryTag, false);
		}
	}

	private void acknowledge(ConcurrentNavigableMap<Long, Long> settled) throws IOException {
		Map.Entry<Long, Long> last = settled.lastEntry();
		if (this.batched && last != null) {
			this.channel.basicAck(last.getValue(), true);
			return;
		}
		for (Long deliveryTag : settled.values()) {
			this.channel.basicAck(deliveryTag, false);
		}
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
