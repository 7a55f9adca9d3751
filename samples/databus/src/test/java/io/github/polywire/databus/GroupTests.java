package io.github.polywire.databus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for consumers that share a group.
 */
class GroupTests {

	private static final String EARLIEST = "\"auto.offset.reset\": \"earliest\"";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void membersShareThePartitionsAndTakeOverFromThoseWhoLeave() throws Exception {
		Databus.shared().createTopic("shared", 4);
		Peer peer = Databus.peer();
		Peer.Consumer first = peer.subscribe("shared", EARLIEST, "shared");
		Peer.Consumer second = peer.subscribe("shared", EARLIEST, "shared");
		Set<String> handled = new HashSet<>();
		// Both read until each has had records of partitions that the other had none of.
		Set<Integer> ofFirst = new HashSet<>();
		Set<Integer> ofSecond = new HashSet<>();
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			ofFirst.clear();
			ofSecond.clear();
			produceToAll(peer, "shared");
			handle(first, ofFirst, handled);
			handle(second, ofSecond, handled);
			assertThat(ofFirst).isNotEmpty().doesNotContainAnyElementsOf(ofSecond);
			assertThat(ofSecond).isNotEmpty();
		});
		first.delete();
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			ofSecond.clear();
			produceToAll(peer, "shared");
			handle(second, ofSecond, handled);
			assertThat(ofSecond).hasSize(4);
		});
		second.delete();
	}

	@Test
	void recordsInHandKeepTheirPartitionUntilTheyAreCommitted() throws Exception {
		Databus.shared().createTopic("in-hand", 1);
		Peer peer = Databus.peer();
		peer.produce("in-hand", "key", "1");
		Peer.Consumer first = peer.subscribe("in-hand", EARLIEST, "in-hand");
		List<JsonNode> records = first.poll(1);
		Peer.Consumer second = peer.subscribe("in-hand", EARLIEST, "in-hand");
		assertThat(second.poll()).isEmpty();
		assertThat(first.commit(records).statusCode()).isEqualTo(204);
		first.delete();
		peer.produce("in-hand", "key", "2");
		assertThat(Peer.payloads(second.poll(1))).containsExactly("2");
		second.delete();
	}

	@Test
	void callOfAConsumerEndsTheWaitOfAnother() throws Exception {
		Peer.Consumer consumer = Databus.peer().subscribe("waits", EARLIEST, "waits");
		CompletableFuture<List<JsonNode>> poll = CompletableFuture.supplyAsync(() -> {
			try {
				return consumer.poll("?timeout=30000");
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		Awaitility.await().pollInSameThread().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(consumer.call("GET", "/subscription", "").statusCode()).isEqualTo(200);
			assertThat(poll).isCompletedWithValue(List.of());
		});
		consumer.delete();
	}

	private static void produceToAll(Peer peer, String topic) throws Exception {
		for (int key : IntStream.range(0, 20).toArray()) {
			peer.produce(topic, "key-" + key, "payload");
		}
	}

	private static void handle(Peer.Consumer consumer, Set<Integer> partitions, Set<String> handled) throws Exception {
		List<JsonNode> records = new ArrayList<>();
		List<JsonNode> polled = consumer.poll();
		while (!polled.isEmpty()) {
			records.addAll(polled);
			assertThat(consumer.commit(polled).statusCode()).isEqualTo(204);
			polled = consumer.poll();
		}
		for (JsonNode record : records) {
			partitions.add(record.path("partition").asInt());
			String position = record.path("partition") + ":" + record.path("offset");
			assertThat(handled.add(position)).as("read again: " + position).isTrue();
		}
	}

}
