package io.github.polywire.metricq.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.wire.proto.DataChunk;

/**
 * A queue of the data exchange, read without the starter's clients.
 */
public final class DataQueue implements AutoCloseable {

	private final LocalRabbit rabbit;

	private final String name;

	private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

	private Connection connection;

	private DataQueue(LocalRabbit rabbit, String name) {
		this.rabbit = rabbit;
		this.name = name;
	}

	/** A queue that outlives the broker, with what is persistent in it. */
	public static DataQueue durable(LocalRabbit rabbit, String name, String... metrics) throws Exception {
		DataQueue queue = new DataQueue(rabbit, name);
		queue.declare(true, metrics);
		return queue;
	}

	public static DataQueue transientQueue(LocalRabbit rabbit, String name, String... metrics) throws Exception {
		DataQueue queue = new DataQueue(rabbit, name);
		queue.declare(false, metrics);
		return queue;
	}

	private void declare(boolean durable, String... metrics) throws Exception {
		this.connection = TestManager.connect(this.rabbit);
		Channel channel = this.connection.createChannel();
		channel.queueDeclare(this.name, durable, false, false, Map.of());
		for (String metric : metrics) {
			channel.queueBind(this.name, "metricq.data", metric);
		}
		consume();
	}

	public void consume() throws Exception {
		if (!this.connection.isOpen()) {
			this.connection = TestManager.connect(this.rabbit);
		}
		Channel channel = this.connection.createChannel();
		channel.basicConsume(this.name, false, (tag, delivery) -> {
			this.deliveries.add(delivery);
			channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
		}, (tag) -> {
		});
	}

	public Delivery poll() throws InterruptedException {
		Delivery delivery = this.deliveries.poll(30, TimeUnit.SECONDS);
		if (delivery == null) {
			throw new AssertionError("Nothing came in the queue " + this.name);
		}
		return delivery;
	}

	public List<DataPoint> points(int count) throws Exception {
		List<DataPoint> points = new ArrayList<>();
		while (points.size() < count) {
			points.addAll(decode(poll()));
		}
		return points;
	}

	public List<DataPoint> drain() throws Exception {
		List<DataPoint> points = new ArrayList<>();
		List<Delivery> waiting = new ArrayList<>();
		this.deliveries.drainTo(waiting);
		for (Delivery delivery : waiting) {
			points.addAll(decode(delivery));
		}
		return points;
	}

	public static List<DataPoint> decode(Delivery delivery) throws InvalidProtocolBufferException {
		DataChunk chunk = DataChunk.parseFrom(delivery.getBody());
		List<DataPoint> points = new ArrayList<>();
		long time = 0;
		for (int i = 0; i < chunk.getValueCount(); i++) {
			time += chunk.getTimeDelta(i);
			points.add(new DataPoint(delivery.getEnvelope().getRoutingKey(), time, chunk.getValue(i)));
		}
		return points;
	}

	@Override
	public void close() throws Exception {
		if (!this.connection.isOpen()) {
			this.connection = TestManager.connect(this.rabbit);
		}
		this.connection.createChannel().queueDelete(this.name);
		this.connection.abort();
	}

}
