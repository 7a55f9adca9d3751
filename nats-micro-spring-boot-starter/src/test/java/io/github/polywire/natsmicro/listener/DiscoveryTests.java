package io.github.polywire.natsmicro.listener;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroGroupDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroInstanceIdGenerator;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.github.polywire.natsmicro.wire.Vectors;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.service.Discovery;
import io.nats.service.InfoResponse;
import io.nats.service.PingResponse;
import io.nats.service.StatsResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DiscoveryTests {

	private static final MicroHandler ECHO = (request) -> request.body();

	private final LocalNats nats = LocalNats.builder().dedicated().start();

	private Served served;

	@AfterEach
	void stop() throws Exception {
		if (this.served != null) {
			this.served.close();
		}
		this.nats.close();
	}

	@ParameterizedTest
	@CsvSource({ "python,$SRV", "python-prefix,$OTHER.API" })
	void answersAsThePythonImplementationByteForByte(String vectors, String prefix) throws Exception {
		this.served = Served.start(this.nats, new Demo(prefix));
		List<String> names = addEndpointsOf(vectors);
		assertThat(names).contains("echo", "dup", "e4");
		for (String verb : List.of("PING", "INFO", "STATS")) {
			for (String suffix : List.of("", ".demo", ".demo.FIXEDID0001")) {
				String subject = prefix + "." + verb + suffix;
				assertThat(this.served.ask(subject)).as(subject)
					.isEqualTo(withoutCounts(Vectors.documents(vectors, verb).get("before " + subject)));
			}
		}
	}

	@Test
	void isSilentForOtherNamesAndOtherPrefixes() throws Exception {
		this.served = Served.start(this.nats, new Demo("$OTHER.API"));
		for (String subject : List.of("$OTHER.API.PING.DEMO", "$OTHER.API.PING.nope", "$SRV.PING")) {
			Message answer = this.served.caller.request(subject, null).handle((message, failure) -> message).get();
			assertThat(answer).as(subject).isNull();
		}
	}

	@Test
	void isFoundByTheDiscoveryOfJnats() throws Exception {
		this.served = Served.start(this.nats, new Demo("$SRV"));
		addEndpointsOf("python");
		Message echoed = this.served.caller.request("echo", "hello".getBytes(StandardCharsets.UTF_8)).get();
		assertThat(Served.text(echoed)).isEqualTo("hello");
		Discovery discovery = new Discovery(this.served.caller, 2000, 1);
		List<PingResponse> pings = discovery.ping("demo");
		assertThat(pings).extracting(PingResponse::getId).containsExactly("FIXEDID0001");
		InfoResponse info = discovery.info("demo", "FIXEDID0001");
		assertThat(info.getDescription()).isEqualTo("Demo \u00e9 \"q\"");
		assertThat(info.getMetadata()).isEqualTo(Map.of("author", "me", "zone", "a"));
		assertThat(info.getEndpoints()).anySatisfy((endpoint) -> {
			assertThat(endpoint.getName()).isEqualTo("e3");
			assertThat(endpoint.getSubject()).isEqualTo("g1.g2.e3");
			assertThat(endpoint.getQueueGroup()).isEqualTo("gq");
		});
		StatsResponse stats = discovery.stats("demo", "FIXEDID0001");
		assertThat(stats.getStarted()).isNotNull();
		assertThat(stats.getEndpointStatsList()).anySatisfy((endpoint) -> {
			assertThat(endpoint.getName()).isEqualTo("echo");
			assertThat(endpoint.getNumRequests()).isEqualTo(1);
			assertThat(endpoint.getProcessingTime()).isPositive();
		});
	}

	@Test
	void subscribesToWhatThePythonImplementationDoes() throws Exception {
		this.served = Served.start(this.nats, new Demo("$SRV"));
		addEndpointsOf("python");
		assertThat(this.served.service.info().endpoints()).extracting(MicroEndpointInfo::subject)
			.containsExactlyElementsOf(frameEndpoints());
	}

	@Test
	void answersEachInstanceOnItsOwn() throws Exception {
		this.served = Served.start(this.nats, new Served.Customizer() {

			@Override
			public MicroServiceDefinition definition(String prefix) {
				return MicroServiceDefinition.of("twice", "0.1.0").build();
			}

		});
		this.served.registry.addService(MicroServiceDefinition.of("twice", "0.1.0").build());
		this.served.connection.flush(Served.PATIENCE);
		Connection caller = this.served.caller;
		String inbox = caller.createInbox();
		Subscription answers = caller.subscribe(inbox);
		caller.publish("$SRV.PING.twice", inbox, null);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Message answer = answers.nextMessage(Served.PATIENCE);
			assertThat(answer).isNotNull();
			ids.add(JsonMapper.builder().build().readTree(answer.getData()).get("id").asString());
		}
		assertThat(ids).doesNotHaveDuplicates().allMatch((id) -> id.matches("[0-9a-f]{32}"));
	}

	@Test
	void isNotDelayedByHandlersNorByContributors() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.served = Served.start(this.nats, new Demo("$SRV"));
		this.served.endpoint(MicroEndpointDefinition.of("stuck").concurrency(1).queueCapacity(0), (request) -> {
			release.await();
			return null;
		});
		this.served.endpoint(
				MicroEndpointDefinition.of("measured").statsContributor((service, endpoint) -> await(release)), ECHO);
		MicroEndpointContainer stuck = this.served.registry.getEndpoint("demo.stuck");
		this.served.caller.publish("stuck", null);
		Awaitility.await().until(() -> stuck.getCounters().inFlight() == 1);
		this.served.caller.publish("$SRV.STATS", this.served.caller.createInbox(), null);
		assertThat(this.served.ask("$SRV.PING.demo")).contains("ping_response");
		assertThat(this.served.ask("$SRV.INFO.demo")).contains("info_response");
		assertThat(Served.text(this.served.caller.request("measured", Served.utf8("quick")).get(20, TimeUnit.SECONDS)))
			.isEqualTo("quick");
		release.countDown();
		assertThat(this.served.ask("$SRV.STATS.demo")).contains("\"data\":{\"waited\":true}");
	}

	@Test
	void leavesOutTheDataOfAContributorThatFails() throws Exception {
		this.served = Served.start(this.nats, new Demo("$SRV"));
		this.served.endpoint(MicroEndpointDefinition.of("measured").statsContributor((service, endpoint) -> {
			throw new IllegalStateException("secret");
		}), ECHO);
		assertThat(this.served.ask("$SRV.STATS.demo")).contains("\"data\":{}").doesNotContain("secret");
	}

	/** One request had come before the recording. */
	private static String withoutCounts(String document) {
		return document.replaceAll("(_requests|_time)\":\\d+", "$1\":0");
	}

	private static Object await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return Map.of("waited", true);
	}

	private static List<String> frameEndpoints() {
		List<String> subjects = new ArrayList<>();
		JsonNode frames = Vectors.read("python-frames").get("frames");
		for (JsonNode frame : frames) {
			for (String line : frame.get(2).asString().split("\r\n")) {
				if (line.startsWith("SUB ") && !line.startsWith("SUB $SRV")) {
					subjects.add(line.split(" ")[1]);
				}
			}
		}
		// The service was recorded twice, and got an endpoint in between.
		subjects = subjects.subList(subjects.lastIndexOf("echo"), subjects.size());
		return subjects;
	}

	/**
	 * Adds the endpoints of the recorded service, with their groups.
	 */
	private List<String> addEndpointsOf(String vectors) throws Exception {
		List<String> names = new ArrayList<>();
		String info = Vectors.documents(vectors, "INFO").values().iterator().next();
		for (JsonNode endpoint : JsonMapper.builder().build().readTree(info).get("endpoints")) {
			String name = endpoint.get("name").asString();
			names.add(name);
			MicroEndpointDefinition.Builder definition = MicroEndpointDefinition.of(name);
			endpoint.get("metadata").forEachEntry((key, value) -> definition.metadata(Map.of(key, value.asString())));
			MicroEndpointGroup first = this.served.service
				.addGroup(new MicroGroupDefinition("g1", MicroEndpointDefaults.ofQueueGroup("gq")));
			MicroEndpointGroup second = first.addGroup(new MicroGroupDefinition("g2"));
			switch (name) {
				case "e1" -> first.addEndpoint(definition.build(), ECHO);
				case "e2" -> first.addEndpoint(
						definition.subject("other").options(MicroEndpointDefaults.ofQueueGroup("eq")).build(), ECHO);
				case "e3" -> second.addEndpoint(definition.build(), ECHO);
				case "e4" -> second.addGroup(new MicroGroupDefinition("g3", MicroEndpointDefaults.ofQueueGroup("g3q")))
					.addEndpoint(definition.build(), ECHO);
				default -> this.served.service.addEndpoint(definition.subject(endpoint.get("subject").asString())
					.options(MicroEndpointDefaults.ofQueueGroup(endpoint.get("queue_group").asString()))
					.build(), ECHO);
			}
		}
		this.served.connection.flush(Duration.ofSeconds(5));
		return names;
	}

	/**
	 * The recorded service.
	 *
	 * @param prefix the prefix of the subjects of discovery
	 */
	private record Demo(String prefix) implements Served.Customizer {

		@Override
		public MicroServiceDefinition definition(String prefix) {
			Map<String, String> metadata = new LinkedHashMap<>();
			metadata.put("author", "me");
			metadata.put("zone", "a");
			return MicroServiceDefinition.of("demo", "1.2.3")
				.description("Demo \u00e9 \"q\"")
				.metadata(metadata)
				.build();
		}

		@Override
		public ServerSettings settings() {
			ServerSettings defaults = Served.Customizer.super.settings();
			return new ServerSettings(this.prefix, defaults.defaults(), 32, -1, Served.PATIENCE, true,
					"Internal Server Error");
		}

		@Override
		public Clock clock() {
			return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
		}

		@Override
		public MicroInstanceIdGenerator ids() {
			return (service) -> "FIXEDID0001";
		}

	}

}
