package io.github.polywire.natsmicro.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroDiscoveryLimits;
import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.github.polywire.natsmicro.wire.Vectors;
import io.nats.client.impl.Headers;
import io.nats.service.Service;
import io.nats.service.ServiceEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Discovery over a real server, of services that are not ours.
 */
class MicroDiscoveryTests {

	private static final MicroDiscoveryLimits PATIENT = MicroDiscoveryLimits.ofWait(Called.PATIENCE);

	private Called called;

	/** On a prefix that nothing else listens to. */
	private MicroDiscovery patient;

	private MicroDiscovery quick;

	private String prefix;

	@BeforeEach
	void connect() throws Exception {
		this.called = new Called();
		this.prefix = this.called.subject("SRV");
		this.patient = discovery(this.prefix, Called.PATIENCE);
		this.quick = discovery(this.prefix, Duration.ofMillis(500));
	}

	private MicroDiscovery discovery(String prefix, Duration maxWait) {
		return new MicroDiscovery(this.called.connection, new DiscoverySubjects(prefix), new DocumentCodec(),
				MicroDiscoveryLimits.ofWait(maxWait));
	}

	@AfterEach
	void close() throws Exception {
		this.called.close();
	}

	@Test
	void findsServicesOfJnats() throws Exception {
		String name = this.called.subject("jnats").replace('.', '-');
		Service service = Service.builder()
			.connection(this.called.peer)
			.name(name)
			.version("1.2.3")
			.addServiceEndpoint(ServiceEndpoint.builder()
				.endpointName("echo")
				.endpointSubject(this.called.subject("echo"))
				.handler((message) -> message.respond(this.called.peer, message.getData()))
				.build())
			.build();
		service.startService();
		this.called.peer.flush(Called.PATIENCE);
		MicroDiscovery standard = discovery(DiscoverySubjects.DEFAULT_PREFIX, Called.PATIENCE);
		MicroServicePing expected = new MicroServicePing(name, service.getId(), "1.2.3", Map.of());
		try (Stream<MicroServicePing> pings = standard.pingStream(name, PATIENT.withMaxCount(1))) {
			assertThat(pings).containsExactly(expected);
		}
		assertThat(standard.ping(name, service.getId())).isEqualTo(expected);
		MicroServiceInfo info = standard.info(name, service.getId());
		assertThat(info.description()).isEmpty();
		assertThat(info.endpoints()).extracting(MicroEndpointInfo::name).containsExactly("echo");
		assertThat(standard.stats(name, service.getId()).endpoints()).singleElement()
			.satisfies((endpoint) -> assertThat(endpoint.numRequests()).isZero());
		service.stop();
	}

	@Test
	void readsTheRecordedAnswersOfThePythonOriginal() throws Exception {
		for (String verb : List.of("PING", "INFO", "STATS")) {
			String document = Vectors.documents("python", verb).get("before $SRV." + verb);
			assertThat(document).isNotNull();
			answer(verb, document);
			answer(verb + ".demo.FIXEDID0001", document);
		}
		DocumentCodec codec = new DocumentCodec();
		assertThat(new String(codec.write(this.patient.ping("demo", "FIXEDID0001")), StandardCharsets.UTF_8))
			.isEqualTo(Vectors.documents("python", "PING").get("before $SRV.PING"));
		assertThat(new String(codec.write(this.patient.info("demo", "FIXEDID0001")), StandardCharsets.UTF_8))
			.isEqualTo(Vectors.documents("python", "INFO").get("before $SRV.INFO"));
		assertThat(new String(codec.write(this.patient.stats("demo", "FIXEDID0001")), StandardCharsets.UTF_8))
			.isEqualTo(Vectors.documents("python", "STATS").get("before $SRV.STATS"));
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.quick.ping()).extracting(MicroServicePing::id).containsExactly("FIXEDID0001");
			assertThat(this.quick.info()).hasSize(1);
			assertThat(this.quick.stats()).hasSize(1);
		});
	}

	private void answer(String address, String... documents) throws Exception {
		this.called.serve("SRV." + address, (message) -> {
			for (String document : documents) {
				this.called.peer.publish(message.getReplyTo(), document.getBytes(StandardCharsets.UTF_8));
			}
		});
	}

	private static String ping(String id) {
		return "{\"name\":\"demo\",\"id\":\"" + id + "\",\"version\":\"1.0.0\"}";
	}

	@Test
	void isEmptyAtOnceWithoutServices() {
		long before = System.nanoTime();
		assertThat(this.patient.ping()).isEmpty();
		assertThat(this.patient.info("demo")).isEmpty();
		try (Stream<?> stats = this.patient.statsStream(null, PATIENT)) {
			assertThat(stats).isEmpty();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Called.PATIENCE);
		assertThatExceptionOfType(NoRespondersException.class).isThrownBy(() -> this.patient.ping("demo", "1"));
	}

	@Test
	void endsWithEnoughAnswers() throws Exception {
		answer("PING", ping("1"), ping("2"), ping("3"));
		try (Stream<MicroServicePing> pings = this.patient.pingStream(null, PATIENT.withMaxCount(2))) {
			assertThat(pings).extracting(MicroServicePing::id).containsExactly("1", "2");
		}
	}

	@Test
	void endsWhenNoMoreAnswersCome() throws Exception {
		answer("PING.demo", ping("1"), ping("2"));
		long before = System.nanoTime();
		try (Stream<MicroServicePing> pings = this.patient.pingStream("demo",
				PATIENT.withMaxInterval(Duration.ofSeconds(2)))) {
			assertThat(pings).hasSize(2);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Called.PATIENCE);
	}

	@Test
	void leavesOutWhatCannotBeRead() throws Exception {
		String deep = "[".repeat(100_000);
		this.called.serve("SRV.PING", (message) -> {
			for (String document : List.of("no JSON", deep, "", "[]", "{\"type\":\"other\"}", "{\"metadata\":7}")) {
				this.called.peer.publish(message.getReplyTo(), document.getBytes(StandardCharsets.UTF_8));
			}
			this.called.peer.publish(message.getReplyTo(), new Headers().add("Nats-Service-Error-Code", "500"),
					new byte[0]);
			this.called.peer.publish(message.getReplyTo(), ping("1").getBytes(StandardCharsets.UTF_8));
		});
		try (Stream<MicroServicePing> pings = this.patient.pingStream(null, PATIENT.withMaxCount(1))) {
			assertThat(pings).extracting(MicroServicePing::id).containsExactly("1");
		}
		assertThat(this.patient.skippedCount()).isEqualTo(7);
	}

	@Test
	void saysThatAnInstanceCannotBeUnderstood() throws Exception {
		answer("PING.demo.1", "no JSON");
		assertThatExceptionOfType(MicroConversionException.class).isThrownBy(() -> this.patient.ping("demo", "1"))
			.withMessageContaining(this.prefix + ".PING.demo.1");
	}

	@Test
	void saysThatAnInstanceDoesNotAnswer() throws Exception {
		answer("PING.demo.1");
		MicroDiscovery impatient = discovery(this.prefix, Duration.ofMillis(50));
		assertThatExceptionOfType(MicroTimeoutException.class).isThrownBy(() -> impatient.ping("demo", "1"));
	}

	@Test
	void refusesNamesThatNoServiceHas() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.patient.ping("a.b"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.patient.ping("a", "*"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.patient.pingStream("a b", PATIENT));
	}

	@Test
	void saysThatThereIsNoConnection() throws Exception {
		this.called.connection.close();
		assertThatExceptionOfType(MicroConnectionException.class).isThrownBy(() -> this.patient.ping())
			.withMessageContaining("CLOSED");
	}

	@Test
	void endsWithTheConnection() throws Exception {
		answer("PING", ping("1"));
		try (Stream<MicroServicePing> pings = this.patient.pingStream(null, PATIENT)) {
			assertThatExceptionOfType(MicroConnectionException.class).isThrownBy(() -> pings.forEach((ping) -> {
				try {
					this.called.connection.close();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}));
		}
	}

}
