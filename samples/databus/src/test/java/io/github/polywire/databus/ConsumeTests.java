package io.github.polywire.databus;

import java.net.http.HttpResponse;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for producing, consuming and committing.
 */
class ConsumeTests {

	private static final String EARLIEST = "\"auto.offset.reset\": \"earliest\", \"enable.auto.commit\": \"false\"";

	@Test
	void recordsComeAsTheyWereSent() throws Exception {
		Peer peer = Databus.peer();
		String payload = "{\"id\": \"grüße\"}";
		String body = Peer.records("as-sent", "key", "{\"tenantId\": \"t\", \"sourceId\": \"s\"}", payload);
		assertThat(peer.call("POST", Peer.PRODUCE, body, "Content-Type", Peer.RECORDS_TYPE).statusCode())
			.isEqualTo(200);
		Peer.Consumer consumer = peer.subscribe("as-sent", EARLIEST, "as-sent");
		JsonNode record = consumer.poll(1).get(0);
		assertThat(record.path("routingData").toString()).isEqualTo("""
				{"topic":"as-sent","shardingKey":"key"}""");
		assertThat(record.at("/message/headers").toString()).isEqualTo("""
				{"tenantId":"t","sourceId":"s"}""");
		assertThat(Peer.payloads(List.of(record))).containsExactly(payload);
		assertThat(record.path("partition").isInt()).isTrue();
		assertThat(record.path("offset").asLong()).isZero();
		consumer.delete();
	}

	@Test
	void committedRecordsDoNotComeAgain() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("committed", "key", "1", "2", "3", "4");
		Peer.Consumer first = peer.subscribe("committed", EARLIEST, "committed");
		List<JsonNode> records = first.poll(4);
		assertThat(Peer.payloads(records)).containsExactly("1", "2", "3", "4");
		// An offset on the wire is that of a record itself, unlike Kafka's.
		HttpResponse<String> answer = first.commit(List.of(records.get(1), records.get(0), records.get(1)));
		assertThat(answer.statusCode()).isEqualTo(204);
		assertThat(first.delete().statusCode()).isEqualTo(204);
		Peer.Consumer second = peer.subscribe("committed", EARLIEST, "committed");
		assertThat(Peer.payloads(second.poll(2))).containsExactly("3", "4");
		second.delete();
	}

	@Test
	void commitWithoutBodyCommitsWhatWasHandedOut() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("no-body", "key", "1", "2");
		Peer.Consumer first = peer.subscribe("no-body", EARLIEST, "no-body");
		first.poll(2);
		assertThat(first.call("POST", "/offsets", "").statusCode()).isEqualTo(204);
		first.delete();
		peer.produce("no-body", "key", "3");
		Peer.Consumer second = peer.subscribe("no-body", EARLIEST, "no-body");
		assertThat(Peer.payloads(second.poll(1))).containsExactly("3");
		second.delete();
	}

	@Test
	void autoCommitCommitsWithTheNextPoll() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("auto-commit", "key", "1");
		Peer.Consumer first = peer.subscribe("auto-commit",
				"\"auto.offset.reset\": \"earliest\", \"enable.auto.commit\": \"true\"", "auto-commit");
		first.poll(1);
		assertThat(lag(peer, "auto-commit")).isEqualTo("{\"auto-commit\":1}");
		assertThat(first.poll("?timeout=0")).isEmpty();
		assertThat(lag(peer, "auto-commit")).isEqualTo("{\"auto-commit\":0}");
		first.delete();
	}

	@Test
	void latestStartsAtTheSubscriptionEvenWithoutAPoll() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("latest", "key", "before");
		Peer.Consumer first = peer.subscribe("latest", "\"auto.offset.reset\": \"latest\"", "latest");
		first.delete();
		peer.produce("latest", "key", "after");
		Peer.Consumer second = peer.subscribe("latest", "\"auto.offset.reset\": \"latest\"", "latest");
		assertThat(Peer.payloads(second.poll(1))).containsExactly("after");
		second.delete();
	}

	@Test
	void withoutPositionAndResetPollsFail() throws Exception {
		Peer.Consumer consumer = Databus.peer().subscribe("none", "\"auto.offset.reset\": \"none\"", "none");
		assertThat(consumer.call("GET", "/records", "").statusCode()).isEqualTo(400);
		consumer.delete();
	}

	@Test
	void pollsBringAtMostTheRecordsAskedFor() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("bounded", "key", "1", "2", "3", "4", "5");
		Peer.Consumer consumer = peer.subscribe("bounded", EARLIEST + ", \"max.poll.records\": 2", "bounded");
		assertThat(consumer.poll()).hasSize(2);
		assertThat(Peer.payloads(consumer.poll(3))).containsExactly("3", "4", "5");
		consumer.delete();
	}

	@Test
	void subscriptionIsToldAndReplaced() throws Exception {
		Peer peer = Databus.peer();
		Peer.Consumer consumer = peer.subscribe("replaced", EARLIEST, "one", "two");
		assertThat(Peer.json(consumer.call("GET", "/subscription", "")).valueStream().map(JsonNode::asString))
			.containsExactlyInAnyOrder("one", "two");
		peer.produce("three", "key", "3");
		assertThat(consumer.subscribe("three").statusCode()).isEqualTo(200);
		assertThat(Peer.json(consumer.call("GET", "/subscription", "")).toString()).isEqualTo("[\"three\"]");
		assertThat(Peer.payloads(consumer.poll(1))).containsExactly("3");
		consumer.delete();
	}

	@Test
	void filterLeavesRecordsOut() throws Exception {
		Peer peer = Databus.peer();
		for (String color : List.of("red", "green", "blue")) {
			peer.call("POST", Peer.PRODUCE, Peer.records("filtered", "key", "{\"color\": \"" + color + "\"}", color),
					"Content-Type", Peer.RECORDS_TYPE);
		}
		peer.produce("filtered", "key", "{\"color\": \"red\"}");
		Peer.Consumer consumer = peer.create("filtered", EARLIEST);
		consumer.call("POST", "/subscription", """
				{"topics": ["filtered"], "filter": {"filtered": {"color": "red"}}, "payloadLookupForFilter": true}""");
		assertThat(Peer.payloads(consumer.poll("?filter=true&multi_tenant=false&timeout=10000"))).containsExactly("red",
				"{\"color\": \"red\"}");
		assertThat(consumer.call("POST", "/updateFilter", """
				{"filter": {"filtered": {"color": ["green", "blue"]}}}""").statusCode()).isEqualTo(204);
		peer.produce("filtered", "key", "{\"color\": \"red\"}", "not JSON", "{\"color\": \"blue\"}");
		assertThat(Peer.payloads(consumer.poll("?filter=true&timeout=10000"))).containsExactly("{\"color\": \"blue\"}");
		consumer.delete();
	}

	@Test
	void lagIsToldByTopic() throws Exception {
		Peer peer = Databus.peer();
		peer.produce("lag-a", "key", "1", "2", "3");
		peer.produce("lag-b", "key", "1");
		Peer.Consumer consumer = peer.subscribe("lag", EARLIEST, "lag-a", "lag-b");
		assertThat(lag(peer, "lag")).isEqualTo("{\"lag-a\":3,\"lag-b\":1}");
		List<JsonNode> records = consumer.poll(4);
		consumer.commit(records.stream().filter((record) -> record.toString().contains("lag-a")).toList());
		assertThat(lag(peer, "lag")).isEqualTo("{\"lag-a\":0,\"lag-b\":1}");
		consumer.delete();
	}

	@Test
	void consumersAreUnknownOnceDeleted() throws Exception {
		Peer.Consumer consumer = Databus.peer().subscribe("deleted", EARLIEST, "deleted");
		assertThat(consumer.delete().statusCode()).isEqualTo(204);
		for (HttpResponse<String> response : List.of(consumer.delete(), consumer.call("GET", "/records", ""),
				consumer.subscribe("deleted"), consumer.call("POST", "/offsets", ""),
				consumer.call("GET", "/subscription", ""), consumer.call("POST", "/updateFilter", "{}"))) {
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(response.body()).isEqualTo("Unknown consumer");
		}
	}

	@Test
	void consumersTimeOut() throws Exception {
		Peer.Consumer consumer = Databus.peer()
			.subscribe("idle", EARLIEST + ", \"session.timeout.ms\": \"600\", \"request.timeout.ms\": \"700\"", "idle");
		int before = Databus.shared().consumers();
		Awaitility.await().until(() -> Databus.shared().consumers() < before);
		assertThat(consumer.call("GET", "/records", "").statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "{", "{\"configs\": {}}", "{\"consumerGroup\": \" \"}",
			"{\"consumerGroup\": \"g\", \"configs\": {\"auto.offset.reset\": \"sometimes\"}}",
			"{\"consumerGroup\": \"g\", \"configs\": {\"auto.offset.reset\": {}}}",
			"{\"consumerGroup\": \"g\", \"configs\": {\"session.timeout.ms\": \"soon\"}}",
			"{\"consumerGroup\": \"g\", \"configs\": {\"max.poll.records\": \"1000000\"}}",
			"{\"consumerGroup\": \"g\", \"configs\": {\"session.timeout.ms\": 2, \"request.timeout.ms\": 1}}" })
	void consumersThatCannotBeAreRefused(String body) throws Exception {
		int before = Databus.shared().consumers();
		HttpResponse<String> response = Databus.peer().call("POST", Peer.CONSUMERS, body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isNotBlank();
		assertThat(Databus.shared().consumers()).isEqualTo(before);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/subscription | {"topics": []}
			/subscription | {"topics": [""]}
			/subscription | {"topics": ["not a topic"]}
			/subscription | {"topics": 5}
			/offsets | {}
			/offsets | {"offsets": [{"topic": "bad", "partition": 0}, null]}
			/offsets | {"offsets": [{"topic": "bad", "partition": -1, "offset": 0}]}
			/offsets | {"offsets": [{"topic": "bad", "partition": 0, "offset": 99}]}
			/updateFilter | {}
			/updateFilter | nonsense
			""")
	void callsThatMakeNoSenseAreRefused(String resource, String body) throws Exception {
		Peer.Consumer consumer = Databus.peer().subscribe("bad", EARLIEST, "bad");
		HttpResponse<String> response = consumer.call("POST", resource, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		consumer.delete();
	}

	@Test
	void pollWithoutSubscriptionIsRefused() throws Exception {
		Peer.Consumer consumer = Databus.peer().create("bad", EARLIEST);
		assertThat(consumer.call("GET", "/records", "").statusCode()).isEqualTo(400);
		consumer.delete();
	}

	@Test
	void recordsOfAnotherMediaTypeAreRefused() throws Exception {
		Peer peer = Databus.peer();
		String body = Peer.records("refused", "", "{}", "1");
		assertThat(peer.call("POST", Peer.PRODUCE, body, "Content-Type", "application/json").statusCode())
			.isEqualTo(415);
		assertThat(peer.call("POST", Peer.PRODUCE, body).statusCode()).isEqualTo(415);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			400 | {}
			400 | {"records": [null]}
			400 | {"records": [{"message": {"payload": "e30="}}]}
			400 | {"records": [{"routingData": {"topic": "refused"}, "message": {}}]}
			400 | {"records": [{"routingData": {"topic": "refused"}, "message": {"payload": "=no base64="}}]}
			400 | {"records": [{"routingData": {"topic": "not a topic"}, "message": {"payload": "e30="}}]}
			200 | {"records": []}
			""")
	void recordsThatCannotBeAreRefused(int status, String body) throws Exception {
		assertThat(Databus.peer().call("POST", Peer.PRODUCE, body, "Content-Type", Peer.RECORDS_TYPE).statusCode())
			.isEqualTo(status);
	}

	@Test
	void tooLargeRecordsAreRefused() throws Exception {
		Peer peer = Databus.peer();
		assertThat(peer
			.call("POST", Peer.PRODUCE, Peer.records("refused", "", "{}", "x".repeat(2 << 20)), "Content-Type",
					Peer.RECORDS_TYPE)
			.statusCode()).isEqualTo(413);
		assertThat(
				peer.call("POST", Peer.PRODUCE, " ".repeat(17 << 20), "Content-Type", Peer.RECORDS_TYPE).statusCode())
			.isEqualTo(413);
	}

	private static String lag(Peer peer, String group) throws Exception {
		return Peer.json(peer.call("GET", "/v1/consumers/consumergroup/topic-wise-lag/" + group, "")).toString();
	}

}
