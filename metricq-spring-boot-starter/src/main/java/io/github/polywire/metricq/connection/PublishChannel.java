package io.github.polywire.metricq.connection;

import java.io.IOException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;

/**
 * A channel in confirm mode that writes many messages to one write of the socket. The
 * client library flushes after every message, which costs a system call, and the broker a
 * read, for each; this is the one class that reaches past its public API, to write
 * messages without a flush between them.
 * <p>
 * One thread publishes, and nothing else is done on the channel once it does. The
 * broker's confirmations count the messages from 1 on.
 */
public final class PublishChannel {

	private final Channel channel;

	private final AMQConnection connection;

	PublishChannel(Channel channel) throws IOException {
		this.channel = channel;
		this.connection = (AMQConnection) channel.getConnection();
		channel.confirmSelect();
	}

	/**
	 * The channel, for listeners and checks before the first message.
	 * @return the channel
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Adds who is told of the broker's confirmations, on the connection's thread.
	 * @param listener is told
	 */
	public void addConfirmListener(ConfirmListener listener) {
		this.channel.addConfirmListener(listener);
	}

	/**
	 * Whether messages can be published.
	 * @return {@code true} until the channel is closed by either side or lost
	 */
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Writes a message, which leaves at the next {@link #flush()} at the latest.
	 * @param exchange the exchange
	 * @param routingKey the routing key
	 * @param properties the properties
	 * @param body the body
	 * @throws IOException if the connection is lost
	 */
	public void publish(String exchange, String routingKey, BasicProperties properties, byte[] body)
			throws IOException {
		int number = this.channel.getChannelNumber();
		this.connection.writeFrame(new AMQImpl.Basic.Publish(0, exchange, routingKey, false, false).toFrame(number));
		this.connection.writeFrame(properties.toFrame(number, body.length));
		int frameMax = this.connection.getFrameMax();
		int bodyMax = (frameMax > 0) ? frameMax - AMQCommand.EMPTY_FRAME_SIZE : body.length;
		if (body.length > 0 && body.length <= bodyMax) {
			// Written from the array itself: other frames are made by copying.
			this.connection.writeFrame(new Frame(AMQP.FRAME_BODY, number, body));
			return;
		}
		for (int offset = 0; offset < body.length; offset += bodyMax) {
			this.connection
				.writeFrame(Frame.fromBodyFragment(number, body, offset, Math.min(bodyMax, body.length - offset)));
		}
	}

	/**
	 * Hands what was written to the operating system.
	 * @throws IOException if the connection is lost
	 */
	public void flush() throws IOException {
		this.connection.flush();
	}

}
