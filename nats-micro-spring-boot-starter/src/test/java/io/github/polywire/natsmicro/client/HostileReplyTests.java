package io.github.polywire.natsmicro.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.RawPeer;
import io.nats.client.impl.Headers;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers that no good service sends.
 */
class HostileReplyTests {

	private static final AtomicReference<Reply> NEXT = new AtomicReference<>();

	private static final List<Class<?>> TYPES = List.of(String.class, byte[].class, Map.class, List.class,
			Integer.class, Order.class);

	private static Called called;

	private static String subject;

	@BeforeContainer
	static void connect() throws Exception {
		called = new Called();
		subject = called.serve("hostile", (message) -> {
			Reply reply = NEXT.get();
			called.peer.publish(message.getReplyTo(), reply.toHeaders(), reply.body());
		});
	}

	@AfterContainer
	static void close() throws Exception {
		called.close();
	}

	@Property(tries = 300)
	void endsWithAnAnswerOrATypedException(@ForAll("replies") Reply reply) {
		NEXT.set(reply);
		for (Class<?> type : TYPES) {
			try {
				called.template.request(subject, null, type);
			}
			catch (MicroRequestException ex) {
				assertThat(ex.getSubject()).isEqualTo(subject);
				assertThat(ex.getMessage()).contains(subject);
				assertThat(ex.getMessage().chars()).as(ex.getMessage()).allMatch((c) -> c != 0);
			}
		}
		CompletableFuture<?> future = called.template.requestAsync(subject, null, Order.class)
			.handle((value, failure) -> {
				assertThat(failure == null || failure instanceof NatsMicroException).isTrue();
				return true;
			});
		assertThat(future).succeedsWithin(Called.PATIENCE);
	}

	@Provide
	Arbitrary<Reply> replies() {
		Arbitrary<String> names = Arbitraries.of("Nats-Service-Error", "Nats-Service-Error-Code",
				"nats-service-error-code", "Nats-Service-Success-Code", "Status", "Timeout-Ms", "X");
		Arbitrary<String> values = Arbitraries.oneOf(
				Arbitraries.of("", " ", "0", "-1", "404", "99999999999999", "1e3", "NaN", "503"),
				Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(200));
		Arbitrary<Map<String, String>> headers = Arbitraries.maps(names, values).ofMaxSize(4);
		Arbitrary<byte[]> bodies = Arbitraries.oneOf(Arbitraries.bytes().array(byte[].class).ofMaxSize(300),
				Arbitraries
					.of("{", "[]", "{\"id\":{}}", "{\"id\":1e999999}", "null", "\"\\ud800\"", "[".repeat(5000),
							"{\"a\":".repeat(5000), "9".repeat(5000))
					.map((text) -> text.getBytes(StandardCharsets.UTF_8)));
		return Combinators.combine(headers, bodies).as(Reply::new);
	}

	@Example
	void refusesJsonThatIsNestedDeeply() {
		for (String text : List.of("[".repeat(100_000), "{\"a\":".repeat(100_000),
				"[".repeat(100_000) + "]".repeat(100_000))) {
			NEXT.set(new Reply(Map.of(), text.getBytes(StandardCharsets.UTF_8)));
			for (Class<?> type : List.of(Map.class, List.class, Object.class, Order.class)) {
				assertThatExceptionOfType(MicroConversionException.class)
					.isThrownBy(() -> called.template.request(subject, null, type));
			}
		}
	}

	@Example
	void endsRequestsWhoseAnswersTheNatsClientCannotRead() throws Exception {
		for (String header : List.of("X: \u00e9", "X", ": y", "X: a\u0001b", "\u0000: x")) {
			String block = "NATS/1.0\r\n" + header + "\r\n\r\n";
			int length = block.getBytes(StandardCharsets.UTF_8).length;
			// The NATS client may not read on, so each has a connection of its own.
			try (RawPeer peer = new RawPeer(LocalNats.shared()); Called victim = new Called()) {
				String raw = victim.subject("raw");
				peer.answer(raw,
						(replyTo) -> "HPUB %s %d %d\r\n%shi\r\n".formatted(replyTo, length, length + 2, block));
				MicroCall call = MicroCall.to(raw).timeout(Duration.ofMillis(500));
				NatsMicroException failure = victim.template.tryRequest(call, String.class).error();
				assertThat(failure == null || failure instanceof MicroRequestException).isTrue();
			}
		}
	}

	@Example
	void takesTheFirstOfManyAnswers() throws Exception {
		String many = called.serve("many", (message) -> {
			for (int i = 0; i < 100; i++) {
				called.peer.publish(message.getReplyTo(), Integer.toString(i).getBytes(StandardCharsets.UTF_8));
			}
		});
		for (int i = 0; i < 20; i++) {
			assertThat(called.template.request(many, null, Integer.class)).isZero();
		}
	}

	@Example
	void readsABodyOfAMegabyte() {
		byte[] body = new byte[1024 * 1024];
		NEXT.set(new Reply(Map.of(), body));
		assertThat(called.template.request(subject, null, byte[].class)).hasSize(body.length);
		assertThatExceptionOfType(MicroConversionException.class).isThrownBy(
				() -> called.template.request(MicroCall.to(subject).timeout(Duration.ofSeconds(20)), Order.class));
	}

	record Order(String id) {

	}

	record Reply(Map<String, String> headers, byte[] body) {

		Headers toHeaders() {
			Headers result = new Headers();
			this.headers.forEach((name, value) -> result.add(name, value));
			return result;
		}

	}

}
