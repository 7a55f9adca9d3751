package io.github.polywire.benchmarks.dxlstreaming;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A loop of requests in a thread.
 *
 * @param client sends the requests
 */
record HandReader(HandClient client) implements Reader {

	private static final String CONSUMERS = "/databus/consumer-service/v1/consumers";

	private static final byte[] NOTHING = {};

	@Override
	public String name() {
		return "http-client";
	}

	@Override
	public AutoCloseable read(String topic, String group, Arrivals arrivals) throws Exception {
		HttpResponse<byte[]> created = this.client.send("POST", CONSUMERS,
				HandClient.MAPPER
					.writeValueAsBytes(Map.of("consumerGroup", group, "configs", Map.of("auto.offset.reset", "earliest",
							"enable.auto.commit", "false", "max.poll.records", String.valueOf(BATCH)))));
		String cookie = created.headers().firstValue("Set-Cookie").orElseThrow();
		String consumer = CONSUMERS + "/"
				+ HandClient.MAPPER.readTree(created.body()).path("consumerInstanceId").asString();
		this.client.send("POST", consumer + "/subscription",
				HandClient.MAPPER.writeValueAsBytes(Map.of("topics", List.of(topic))), "Cookie", cookie);
		Thread loop = new Thread(() -> loop(consumer, cookie, arrivals), "by-hand");
		loop.start();
		return () -> {
			loop.interrupt();
			loop.join();
			this.client.send("DELETE", consumer, NOTHING, "Cookie", cookie);
		};
	}

	private void loop(String consumer, String cookie, Arrivals arrivals) {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				byte[] body = this.client.send("GET", consumer + "/records", NOTHING, "Cookie", cookie).body();
				List<Read> records = HandClient.MAPPER.readValue(body, Answer.class).records();
				if (!records.isEmpty()) {
					handle(records, arrivals);
					byte[] offsets = HandClient.MAPPER.writeValueAsBytes(Map.of("offsets", last(records)));
					this.client.send("POST", consumer + "/offsets", offsets, "Cookie", cookie);
				}
			}
		}
		catch (InterruptedException ex) {
			// It shall end.
		}
		catch (Exception ex) {
			throw new IllegalStateException("Reading by hand failed", ex);
		}
	}

	private static void handle(List<Read> records, Arrivals arrivals) {
		List<Event> events = new ArrayList<>(records.size());
		for (Read record : records) {
			events.add(HandClient.MAPPER.readValue(record.message().payload(), Event.class));
		}
		arrivals.arrived(events);
	}

	private static Iterable<Position> last(List<Read> records) {
		Map<String, Position> last = new HashMap<>();
		for (Read record : records) {
			Position position = new Position(record.routingData().topic(), record.partition(), record.offset());
			last.put(position.topic() + position.partition(), position);
		}
		return last.values();
	}

	record Answer(List<Read> records) {

	}

	record Read(RoutingData routingData, Message message, int partition, long offset) {

	}

	record RoutingData(String topic, String shardingKey) {

	}

	record Message(Map<String, String> headers, byte[] payload) {

	}

	record Position(String topic, int partition, long offset) {

	}

}
