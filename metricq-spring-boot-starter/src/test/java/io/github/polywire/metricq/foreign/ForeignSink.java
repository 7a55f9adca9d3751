package io.github.polywire.metricq.foreign;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import tools.jackson.databind.JsonNode;

/**
 * A sink: subscribes, consumes its queue, notes points and the end message.
 */
public final class ForeignSink extends ForeignClient {

	private final Map<String, List<ForeignProtobuf.Point>> points = new ConcurrentHashMap<>();

	private volatile boolean ended;

	private volatile Connection data;

	private volatile String dataQueue;

	public ForeignSink(VirtualHost host, String token) {
		super(host, token);
	}

	/** Subscribes without consuming; arguments as in <code>"expires": 30</code>. */
	public JsonNode subscribe(String metrics, String... arguments) {
		StringBuilder json = new StringBuilder("{\"metrics\": ").append(metrics);
		for (String argument : arguments) {
			json.append(", ").append(argument);
		}
		JsonNode answer = rpc("sink.subscribe", json.append('}').toString());
		this.dataQueue = answer.get("dataQueue").asString();
		return answer;
	}

	/** Consumes the queue that the last subscription was given. */
	public void consume(String dataServerAddress) {
		try {
			this.data = connect("data", dataServerAddress);
			Channel channel = this.data.createChannel();
			channel.basicQos(400);
			channel.queueDeclarePassive(this.dataQueue);
			channel.basicConsume(this.dataQueue, false, (tag, delivery) -> received(channel, delivery), (tag) -> {
			});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public void consume(String queue, String dataServerAddress) {
		this.dataQueue = queue;
		consume(dataServerAddress);
	}

	public JsonNode unsubscribe(String queue, String metrics) {
		return rpc("sink.unsubscribe", "{\"dataQueue\": \"" + queue + "\", \"metrics\": " + metrics + "}");
	}

	public String dataQueue() {
		return this.dataQueue;
	}

	public List<ForeignProtobuf.Point> points(String metric) {
		return this.points.getOrDefault(metric, List.of());
	}

	public boolean isEnded() {
		return this.ended;
	}

	private void received(Channel channel, Delivery delivery) throws IOException {
		if ("end".equals(delivery.getProperties().getType())) {
			this.ended = true;
		}
		else {
			this.points.computeIfAbsent(delivery.getEnvelope().getRoutingKey(), (key) -> new CopyOnWriteArrayList<>())
				.addAll(ForeignProtobuf.readChunk(delivery.getBody()));
		}
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
