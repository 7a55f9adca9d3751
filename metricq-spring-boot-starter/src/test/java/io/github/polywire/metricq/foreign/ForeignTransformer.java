package io.github.polywire.metricq.foreign;

import java.io.IOException;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import tools.jackson.databind.JsonNode;

/**
 * A transformer: registers, declares, subscribes, and publishes each point that comes as
 * one of another metric.
 */
public final class ForeignTransformer extends ForeignClient {

	private final JsonNode registration;

	private Connection data;

	public ForeignTransformer(VirtualHost host, String token) {
		super(host, token);
		this.registration = rpc("transformer.register", "{}");
	}

	public JsonNode registration() {
		return this.registration;
	}

	/** Declares metrics, as in <code>{"lab.a": {"unit": "W"}}</code>. */
	public void declareMetrics(String metrics) {
		rpc("transformer.declare_metrics", "{\"metrics\": " + metrics + "}");
	}

	/** Subscribes to a metric, and makes another of it. */
	public JsonNode transform(String metric, String output, DoubleUnaryOperator function) {
		JsonNode answer = rpc("transformer.subscribe", "{\"metrics\": [\"" + metric + "\"]}");
		this.data = connect("data", answer.get("dataServerAddress").asString());
		try {
			Channel channel = this.data.createChannel();
			channel.basicQos(400);
			channel.basicConsume(answer.get("dataQueue").asString(), false,
					(tag, delivery) -> received(channel, delivery, output, function), (tag) -> {
					});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return answer;
	}

	private void received(Channel channel, Delivery delivery, String output, DoubleUnaryOperator function)
			throws IOException {
		List<ForeignProtobuf.Point> points = ForeignProtobuf.readChunk(delivery.getBody());
		byte[] made = ForeignProtobuf.chunk(points.stream().mapToLong(ForeignProtobuf.Point::time).toArray(),
				points.stream().mapToDouble((point) -> function.applyAsDouble(point.value())).toArray());
		channel.basicPublish(this.registration.get("dataExchange").asString(), output,
				new BasicProperties.Builder().deliveryMode(1).build(), made);
		channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
	}

	@Override
	public void close() {
		if (this.data != null) {
			this.data.abort(1000);
		}
		super.close();
	}

}
