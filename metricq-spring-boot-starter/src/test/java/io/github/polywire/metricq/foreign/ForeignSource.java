package io.github.polywire.metricq.foreign;

import java.io.IOException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import tools.jackson.databind.JsonNode;

/**
 * A source: registers, declares metrics, sends chunks.
 */
public final class ForeignSource extends ForeignClient {

	private final JsonNode registration;

	private final Connection data;

	private final Channel channel;

	private final String exchange;

	public ForeignSource(VirtualHost host, String token) {
		super(host, token);
		this.registration = rpc("source.register", "{}");
		this.data = connect("data", this.registration.get("dataServerAddress").asString());
		this.exchange = this.registration.get("dataExchange").asString();
		try {
			this.channel = this.data.createChannel();
			this.channel.basicQos(400);
			this.channel.exchangeDeclarePassive(this.exchange);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public JsonNode config() {
		return this.registration.get("config");
	}

	/** Declares metrics, as in <code>{"lab.a": {"unit": "W"}}</code>. */
	public void declareMetrics(String metrics) {
		rpc("source.declare_metrics", "{\"metrics\": " + metrics + "}");
	}

	public void send(String metric, long time, double value) {
		send(metric, new long[] { time }, new double[] { value });
	}

	public void send(String metric, long[] times, double[] values) {
		sendBytes(metric, ForeignProtobuf.chunk(times, values));
	}

	public void sendBytes(String metric, byte[] body) {
		try {
			this.channel.basicPublish(this.exchange, metric, new BasicProperties.Builder().deliveryMode(1).build(),
					body);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.data.abort(1000);
		super.close();
	}

}
