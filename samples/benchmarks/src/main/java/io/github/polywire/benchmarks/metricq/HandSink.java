package io.github.polywire.benchmarks.metricq;

import java.io.IOException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;

/**
 * Handles chunks on the thread that they come on, and acknowledges each or every
 * hundredth with those before it.
 */
final class HandSink extends DefaultConsumer {

	private static final int BATCH = 100;

	private final PointCheck check;

	private final boolean batched;

	private int unacknowledged;

	HandSink(Channel channel, PointCheck check, boolean batched) {
		super(channel);
		this.check = check;
		this.batched = batched;
	}

	@Override
	public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body)
			throws IOException {
		HandChunks.decode(body, this.check);
		if (!this.batched) {
			getChannel().basicAck(envelope.getDeliveryTag(), false);
			return;
		}
		this.unacknowledged++;
		if (this.unacknowledged == BATCH) {
			getChannel().basicAck(envelope.getDeliveryTag(), true);
			this.unacknowledged = 0;
		}
	}

}
