package io.github.polywire.benchmarks.metricq;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.benchmarks.harness.BrokerAddress;

/**
 * Source and sink as one would write them on amqp-client, each with a connection: chunks
 * are persistent and kept until the broker confirms them, and acknowledged when they were
 * handled, on the thread that they come on.
 */
final class HandFlow implements PointFlow {

	static final String EXCHANGE = "metricq.data";

	private static final int PREFETCH = 400;

	private static final int EXPIRES_MILLIS = 600_000;

	private final String name;

	private final Connection sinkConnection;

	private final HandSource source;

	private final PointCheck check = new PointCheck();

	private HandFlow(String name, BrokerAddress broker, boolean coalesced)
			throws IOException, TimeoutException, GeneralSecurityException {
		this.name = name;
		String metric = "benchmarks." + name;
		this.sinkConnection = broker.toConnectionFactory().newConnection("benchmarks sink by hand");
		Channel channel = this.sinkConnection.createChannel();
		channel.basicQos(PREFETCH);
		channel.queueDeclare(metric + "-data", false, false, true, Map.of("x-expires", EXPIRES_MILLIS));
		channel.queueBind(metric + "-data", EXCHANGE, metric);
		channel.basicConsume(metric + "-data", false, new HandSink(channel, this.check, coalesced));
		ConnectionFactory factory = broker.toConnectionFactory();
		CoalescingSockets sockets = coalesced ? new CoalescingSockets() : null;
		if (sockets != null) {
			factory.setSocketFactory(sockets);
		}
		this.source = new HandSource(factory.newConnection("benchmarks source by hand"), metric, sockets);
	}

	/**
	 * One write of the socket for each message, one acknowledgement for each chunk.
	 * @param broker the broker
	 * @return the flow
	 * @throws IOException if it cannot be set up
	 * @throws TimeoutException if it cannot be set up
	 * @throws GeneralSecurityException if it cannot be set up
	 */
	static HandFlow plain(BrokerAddress broker) throws IOException, TimeoutException, GeneralSecurityException {
		return new HandFlow("amqp-client", broker, false);
	}

	/**
	 * One write of the socket for many messages, one acknowledgement for many chunks.
	 * @param broker the broker
	 * @return the flow
	 * @throws IOException if it cannot be set up
	 * @throws TimeoutException if it cannot be set up
	 * @throws GeneralSecurityException if it cannot be set up
	 */
	static HandFlow coalesced(BrokerAddress broker) throws IOException, TimeoutException, GeneralSecurityException {
		return new HandFlow("amqp-client-coalesced", broker, true);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void chunkSize(int points) {
		this.source.chunkSize(points);
	}

	@Override
	public void send(long timeNanos, double value) throws IOException {
		this.source.send(timeNanos, value);
	}

	@Override
	public void pausing() throws IOException {
		this.source.flushSocket();
	}

	@Override
	public void flush() throws Exception {
		this.source.flush();
	}

	@Override
	public PointCheck check() {
		return this.check;
	}

	@Override
	public void close() throws IOException {
		this.source.close();
		this.sinkConnection.close();
	}

}
