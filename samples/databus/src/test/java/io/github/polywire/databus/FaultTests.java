package io.github.polywire.databus;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what goes wrong: tokens that expire, {@link DatabusFaults}, restarts.
 */
class FaultTests {

	private static final String EARLIEST = "\"auto.offset.reset\": \"earliest\"";

	private static final LocalDatabus DATABUS = LocalDatabus.builder()
		.property("databus.topic-partitions", 1)
		.property("databus.groups", "known")
		.property("databus.consumers.max", 2)
		.start();

	private final LocalDatabus databus = DATABUS;

	@AfterEach
	void repair() {
		this.databus.faults().none();
		this.databus.expireTokensAfter(0);
	}

	@AfterAll
	static void close() {
		DATABUS.close();
	}

	@Test
	void tokensExpireAfterTheirUses() throws Exception {
		this.databus.expireTokensAfter(2);
		Peer peer = new Peer(this.databus).login();
		Peer.Consumer consumer = peer.create("known", EARLIEST);
		assertThat(consumer.call("GET", "/subscription", "").statusCode()).isEqualTo(200);
		HttpResponse<String> refused = consumer.call("GET", "/subscription", "");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.body()).isEqualTo("Token expired");
		assertThat(consumer.call("GET", "/subscription", "").body()).isEqualTo("Invalid token");
		peer.login();
		assertThat(consumer.delete().statusCode()).isEqualTo(204);
	}

	@Test
	void allTokensExpireAtOnce() throws Exception {
		Peer peer = new Peer(this.databus).login();
		long issued = this.databus.tokensIssued();
		this.databus.expireTokens();
		assertThat(peer.call("POST", Peer.CONSUMERS, "{}").statusCode()).isEqualTo(403);
		assertThat(peer.login().call("POST", Peer.CONSUMERS, "{}").statusCode()).isEqualTo(400);
		assertThat(this.databus.tokensIssued()).isEqualTo(issued + 1);
	}

	@Test
	void otherGroupsAreUnknown() throws Exception {
		HttpResponse<String> response = new Peer(this.databus).login().call("POST", Peer.CONSUMERS, """
				{"consumerGroup": "nope", "configs": {"auto.offset.reset": "latest"}}""");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isEqualTo("Unknown consumer group");
	}

	@Test
	void consumersAreBounded() throws Exception {
		Peer peer = new Peer(this.databus).login();
		List<Peer.Consumer> consumers = List.of(peer.create("known", ""), peer.create("known", ""));
		assertThat(peer.call("POST", Peer.CONSUMERS, "{\"consumerGroup\": \"known\"}").statusCode()).isEqualTo(503);
		assertThat(this.databus.consumers()).isEqualTo(2);
		for (Peer.Consumer consumer : consumers) {
			consumer.delete();
		}
	}

	@Test
	void unavailableRequestsDoNothing() throws Exception {
		Peer peer = new Peer(this.databus).login();
		Peer.Consumer consumer = peer.create("known", EARLIEST);
		long before = this.databus.faults().unavailableCount();
		this.databus.faults().unavailableNext(1);
		HttpResponse<String> response = consumer.delete();
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).isEqualTo("injected");
		assertThat(consumer.delete().statusCode()).isEqualTo(204);
		this.databus.faults().unavailable(1);
		assertThat(peer.call("POST", Peer.PRODUCE, "").statusCode()).isEqualTo(503);
		assertThat(this.databus.faults().unavailableCount()).isEqualTo(before + 2);
	}

	@Test
	void recordsOfACutPollComeOnlyToAFreshConsumer() throws Exception {
		Peer peer = new Peer(this.databus).login();
		peer.produce("cut-poll", "", "1", "2");
		Peer.Consumer consumer = peer.subscribe("known", EARLIEST, "cut-poll");
		long cut = this.databus.faults().cutCount();
		this.databus.faults().cutNextPolls(1);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> consumer.call("GET", "/records?timeout=10000", ""));
		assertThat(this.databus.faults().cutCount()).isEqualTo(cut + 1);
		assertThat(consumer.poll("?timeout=0")).isEmpty();
		consumer.delete();
		Peer.Consumer fresh = peer.subscribe("known", EARLIEST, "cut-poll");
		assertThat(Peer.payloads(fresh.poll(2))).containsExactly("1", "2");
		fresh.delete();
	}

	@Test
	void answersWithoutBodyAreCutToo() throws Exception {
		Peer peer = new Peer(this.databus).login();
		Peer.Consumer consumer = peer.create("known", EARLIEST);
		this.databus.faults().cut(1);
		assertThatExceptionOfType(IOException.class).isThrownBy(consumer::delete);
		this.databus.faults().cut(0);
		assertThat(consumer.delete().statusCode()).isEqualTo(404);
	}

	@Test
	void restartKeepsRecordsAndOffsetsButNeitherTokensNorConsumers() throws Exception {
		Peer peer = new Peer(this.databus).login();
		peer.produce("kept", "", "1", "2");
		Peer.Consumer consumer = peer.subscribe("known", EARLIEST, "kept");
		consumer.commit(consumer.poll(2).subList(0, 1));
		int port = this.databus.port();
		this.databus.restart();
		assertThat(this.databus.port()).isEqualTo(port);
		assertThat(consumer.call("GET", "/records", "").statusCode()).isEqualTo(403);
		peer.login();
		assertThat(consumer.call("GET", "/records", "").statusCode()).isEqualTo(404);
		Peer.Consumer fresh = peer.subscribe("known", EARLIEST, "kept");
		assertThat(Peer.payloads(fresh.poll(1))).containsExactly("2");
		fresh.delete();
	}

}
