package io.github.polywire.rabibridge.client;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.connection.PublishChannel;
import io.github.polywire.rabibridge.wire.RpcTopology;

/**
 * The client's channel of one connection, with its exclusive reply queue.
 */
final class ClientChannel {

	private final BrokerSession session;

	private final PublishChannel publishChannel;

	private final String replyQueue;

	private final String messageIdPrefix = UUID.randomUUID().toString().substring(0, 18).replace("-", "");

	private final AtomicLong messageCount = new AtomicLong();

	ClientChannel(BrokerSession session, String replyQueue, Callback callback) throws IOException {
		this.session = session;
		this.replyQueue = replyQueue;
		this.publishChannel = session.openPublishChannel();
		Channel channel = this.publishChannel.channel();
		channel.exchangeDeclare(RpcTopology.EXCHANGE, BuiltinExchangeType.DIRECT, true, false, Map.of());
		channel.queueDeclare(replyQueue, false, true, false, Map.of());
		channel.addReturnListener((returned) -> callback.returned(returned.getProperties(), returned.getReplyText()));
		channel.basicConsume(replyQueue, true, new DefaultConsumer(channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
				callback.replied(properties, body);
			}

			@Override
			public void handleCancel(String consumerTag) {
				callback.broken(ClientChannel.this, "its reply queue was deleted");
			}

		});
		channel.addShutdownListener((cause) -> {
			if (!cause.isHardError()) {
				callback.broken(this, BrokerFailures.describe(cause));
			}
		});
	}

	boolean belongsTo(BrokerSession other) {
		return this.session == other;
	}

	boolean isOpen() {
		return this.publishChannel.isOpen();
	}

	boolean isBlocked() {
		return this.session.blockedReason() != null;
	}

	void send(PendingCall call, boolean now) {
		String messageId = this.messageIdPrefix + HexFormat.of().toHexDigits(this.messageCount.incrementAndGet());
		PendingCall.Request request = call.startSending(this.replyQueue, messageId);
		if (request != null) {
			this.publishChannel.publish(request, now);
		}
	}

	void close() {
		try {
			this.publishChannel.channel().abort();
		}
		catch (IOException ex) {
			// It was closed before.
		}
	}

	/**
	 * Is told what comes in on the channel, on the connection's thread, and must not
	 * block.
	 */
	interface Callback {

		void replied(BasicProperties properties, byte[] body);

		void returned(BasicProperties properties, String replyText);

		void broken(ClientChannel channel, String reason);

	}

}
