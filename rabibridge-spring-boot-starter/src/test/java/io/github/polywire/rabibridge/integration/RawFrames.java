package io.github.polywire.rabibridge.integration;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;

/**
 * Publishes what the client library would not.
 */
final class RawFrames {

	private static final int BASIC_CLASS = 60;

	private static final int CORRELATION_ID_AND_REPLY_TO = 0x0600;

	private RawFrames() {
	}

	/**
	 * Publishes a message with a correlation id of any bytes.
	 */
	static void publish(Connection connection, String exchange, String routingKey, byte[] correlationId, String replyTo,
			byte[] body) throws Exception {
		AMQConnection writable = (AMQConnection) connection;
		try (Channel channel = connection.createChannel()) {
			int number = channel.getChannelNumber();
			writable.writeFrame(new AMQImpl.Basic.Publish(0, exchange, routingKey, false, false).toFrame(number));
			writable.writeFrame(new Frame(AMQP.FRAME_HEADER, number, header(correlationId, replyTo, body.length)));
			writable.writeFrame(Frame.fromBodyFragment(number, body, 0, body.length));
			writable.flush();
		}
	}

	private static byte[] header(byte[] correlationId, String replyTo, int bodySize) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream output = new DataOutputStream(bytes);
		output.writeShort(BASIC_CLASS);
		output.writeShort(0);
		output.writeLong(bodySize);
		output.writeShort(CORRELATION_ID_AND_REPLY_TO);
		output.writeByte(correlationId.length);
		output.write(correlationId);
		byte[] name = replyTo.getBytes(StandardCharsets.UTF_8);
		output.writeByte(name.length);
		output.write(name);
		return bytes.toByteArray();
	}

}
