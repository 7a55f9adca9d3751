package io.github.polywire.benchmarks.rabibridge;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.CallbackContender;
import io.github.polywire.benchmarks.harness.Contender;
import io.github.polywire.benchmarks.harness.ThreadContender;

/**
 * Calls as one would write it on amqp-client: one channel, publisher confirms, an
 * exclusive reply queue, and callbacks that run where the replies come in.
 */
final class HandClient implements AutoCloseable {

	private static final int TIMEOUT_SECONDS = 30;

	private final Connection connection;

	private final Channel channel;

	private final String replyQueue = "benchmarks_" + UUID.randomUUID();

	private final HandMessages messages = new HandMessages();

	private final Map<String, CallbackContender.Callback> pending = new ConcurrentHashMap<>();

	private final ConcurrentNavigableMap<Long, String> unconfirmed = new ConcurrentSkipListMap<>();

	private final Object publishing = new Object();

	private long lastId;

	private final String function;

	HandClient(BrokerAddress broker, String function) throws IOException, TimeoutException, GeneralSecurityException {
		this.function = function;
		this.connection = broker.toConnectionFactory().newConnection("benchmarks by hand");
		this.channel = this.connection.createChannel();
		this.channel.confirmSelect();
		this.channel.addConfirmListener((sequence, multiple) -> settle(sequence, multiple, false),
				(sequence, multiple) -> settle(sequence, multiple, true));
		this.channel.addReturnListener((returned) -> fail(returned.getProperties().getCorrelationId(),
				"Nobody serves it: " + returned.getReplyText()));
		this.channel.queueDeclare(this.replyQueue, false, true, false, Map.of());
		this.channel.basicConsume(this.replyQueue, true, new DefaultConsumer(this.channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
				replied(properties.getCorrelationId(), body);
			}

		});
	}

	Contender asynchronous(String name) {
		return new CallbackContender(name, this::call);
	}

	Contender blocking() {
		return new ThreadContender("amqp-client", (question) -> {
			CompletableFuture<Long> reply = new CompletableFuture<>();
			call(question, (answer, failure) -> {
				if (answer != null) {
					reply.complete(answer);
				}
				else {
					reply.completeExceptionally((failure != null) ? failure : new IOException("No answer"));
				}
			});
			return reply.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		});
	}

	private void call(long question, CallbackContender.Callback callback) throws IOException {
		synchronized (this.publishing) {
			String id = Long.toString(++this.lastId);
			this.pending.put(id, callback);
			this.unconfirmed.put(this.channel.getNextPublishSeqNo(), id);
			BasicProperties properties = new BasicProperties.Builder().deliveryMode(1)
				.correlationId(id)
				.replyTo(this.replyQueue)
				.build();
			this.channel.basicPublish(HandServer.EXCHANGE, this.function, true, properties,
					this.messages.request(Fibonacci.argument(question)));
		}
	}

	private void replied(String id, byte[] body) {
		CallbackContender.Callback callback = this.pending.remove(id);
		if (callback == null) {
			return;
		}
		try {
			callback.ended(HandMessages.value(body), null);
		}
		catch (IOException ex) {
			callback.ended(null, ex);
		}
	}

	private void settle(long sequence, boolean multiple, boolean refused) {
		if (multiple) {
			ConcurrentNavigableMap<Long, String> settled = this.unconfirmed.headMap(sequence, true);
			if (refused) {
				settled.values().forEach((id) -> fail(id, "Refused by the broker"));
			}
			settled.clear();
			return;
		}
		String id = this.unconfirmed.remove(sequence);
		if (refused && id != null) {
			fail(id, "Refused by the broker");
		}
	}

	private void fail(String id, String reason) {
		CallbackContender.Callback callback = this.pending.remove(id);
		if (callback != null) {
			callback.ended(null, new IOException(reason));
		}
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
