package io.github.polywire.natsmicro.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroBadRequestException;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.ServiceError;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes in, the endpoint answers once and lives on, and tells nothing of itself.
 */
class HostileRequestTests {

	private static @Nullable Served fuzzed;

	@BeforeContainer
	static void serve() throws Exception {
		fuzzed = Served.start();
		fuzzed.endpoint("json", json());
		fuzzed.endpoint("error", (request) -> new ServiceError(request.body().length, Served.text(request.body())));
	}

	@AfterContainer
	static void stop() throws Exception {
		if (fuzzed != null) {
			fuzzed.close();
		}
	}

	private static MicroHandler json() throws NoSuchMethodException {
		HandlerMethods methods = new HandlerMethods(List.of(), JsonMapper.builder().build(), null, null,
				new DefaultListableBeanFactory());
		return new MethodHandler(
				methods.create(new Handler(), Handler.class.getDeclaredMethod("serve", Body.class, String.class)));
	}

	@Property(tries = 300)
	void anyBodyIsAnsweredOnce(@ForAll byte @Size(max = 300) [] body) throws Exception {
		checkAnswer(body);
	}

	@Property(tries = 300)
	void anyTextThatLooksLikeJsonIsAnsweredOnce(@ForAll String text, @ForAll int number) throws Exception {
		checkAnswer(Served.utf8("{\"text\":\"" + text + "\",\"number\":" + number + "}"));
		checkAnswer(Served.utf8("{\"text\":" + number + ",\"number\":\"" + text + "\"}"));
	}

	@Property(tries = 300)
	void anyErrorTextArrives(@ForAll String text) throws Exception {
		Message reply = fuzzed.request("error", text);
		assertThat(reply.getHeaders().get("Nats-Service-Error")).singleElement()
			.satisfies((told) -> assertThat(told).matches("[ -~]*"));
		assertThat(reply.getHeaders().getFirst("Nats-Service-Error-Code")).isEqualTo("" + Served.utf8(text).length);
	}

	@Property(tries = 300)
	void anyTimeBudgetIsUnderstoodOrIgnored(@ForAll long millis) throws Exception {
		Headers headers = new Headers().put("Timeout-Ms", Long.toString(millis)).put("X-Kind", "k");
		long expired = fuzzed.service.getEndpoints().get(0).getCounters().expired();
		fuzzed.caller.publish(fuzzed.subject("json"), headers, Served.utf8("{}"));
		if (millis <= 0) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.until(() -> fuzzed.service.getEndpoints().get(0).getCounters().expired() == expired + 1);
		}
		checkAnswer(Served.utf8("{}"));
	}

	private static void checkAnswer(byte[] body) throws Exception {
		Message reply = fuzzed.caller.request(fuzzed.subject("json"), new Headers().put("X-Kind", "k"), body)
			.get(20, TimeUnit.SECONDS);
		String error = Served.error(reply);
		if (error.equals("none")) {
			assertThat(Served.text(reply)).isEqualTo("ok");
		}
		else {
			assertThat(error).matches("400:The [ -~]*").doesNotContain("polywire", "java", "Exception");
		}
	}

	@Test
	void megabytesAndDeepNestingAreAnswered() throws Exception {
		try (Served served = Served.start()) {
			served.endpoint("json", json());
			Headers headers = new Headers().put("X-Kind", "k");
			String deep = "{\"text\":".repeat(100_000);
			assertThat(Served.error(served.send("json", headers, deep).get(20, TimeUnit.SECONDS)))
				.startsWith("400:The body");
			String large = "{\"text\":\"" + "x".repeat(1_000_000) + "\",\"number\":1}";
			assertThat(Served.text(served.send("json", headers, large).get(20, TimeUnit.SECONDS))).isEqualTo("ok");
			assertThat(Served.error(
					served.send("json", new Headers().put("X-Other", "k"), "{\"number\":1}").get(20, TimeUnit.SECONDS)))
				.isEqualTo("400:The header 'X-Kind' is missing");
		}
	}

	@Test
	void answersToOddAddressesDoNoHarm() throws Exception {
		try (Served served = Served.start()) {
			MicroEndpointContainer endpoint = served.endpoint("echo", MicroRequest::body);
			String subject = served.subject("echo");
			served.caller.publish(subject, subject, Served.utf8("to itself"));
			try (RawClient raw = new RawClient(LocalNats.shared())) {
				raw.send("PUB " + subject + " reply.* 1\r\nx\r\n");
				raw.send("PUB " + subject + " reply.> 1\r\nx\r\n");
				raw.send("PUB " + subject + " $SYS.REQ.SERVER.PING 1\r\nx\r\n");
			}
			Awaitility.await().until(() -> endpoint.getCounters().requests() >= 5);
			Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 0);
			assertThat(Served.text(served.request("echo", "fine"))).isEqualTo("fine");
			assertThat(endpoint.getCounters().requests()).isEqualTo(6);
		}
	}

	@Test
	void livesOnAfterOddHeaders() throws Exception {
		try (Served served = Served.start(); RawClient raw = new RawClient(LocalNats.shared())) {
			MicroEndpointContainer endpoint = served.endpoint("echo", MicroRequest::body);
			List<String> odd = List.of("X-Name: a\u0000b\r\n", "Timeout-Ms: \r\n", "Timeout-Ms:\r\n",
					"Timeout-Ms: 99999999999999999999\r\n", "Timeout-Ms: -5x\r\n", "A: 1\r\na: 2\r\nA: 3\r\n");
			for (String headers : odd) {
				raw.publish(served.subject("echo"), headers, "x");
			}
			assertThat(Served.text(served.request("echo", "fine"))).isEqualTo("fine");
			Awaitility.await().until(() -> endpoint.getCounters().requests() == odd.size() + 1);
		}
	}

	@Test
	void manyBadRequestsLeaveNothingBehind() throws Exception {
		try (Served served = Served.start()) {
			MicroEndpointContainer endpoint = served.endpoint(
					MicroEndpointDefinition.of("bad").subject(served.subject("bad")).queueCapacity(3000), (request) -> {
						throw new MicroBadRequestException("no");
					});
			for (int i = 0; i < 2000; i++) {
				served.caller.publish(served.subject("bad"), Served.utf8("x"));
			}
			assertThat(Served.error(served.request("bad", "x"))).isEqualTo("400:no");
			Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 0);
			assertThat(endpoint.getCounters().invalid()).isEqualTo(2001);
			assertThat(endpoint.getWaitingCount()).isZero();
		}
	}

	record Body(@Nullable String text, int number) {

	}

	static final class Handler {

		String serve(Body body, @Header("X-Kind") String kind) {
			return "ok";
		}

	}

	/**
	 * A client that sends what no library sends.
	 */
	private static final class RawClient implements AutoCloseable {

		private final Socket socket;

		private RawClient(LocalNats nats) throws IOException {
			this.socket = new Socket(nats.host(), nats.port());
			send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"lang\":\"raw\"}\r\n");
		}

		void publish(String subject, String headers, String body) throws IOException {
			byte[] block = ("NATS/1.0\r\n" + headers + "\r\n").getBytes(StandardCharsets.UTF_8);
			ByteArrayOutputStream frame = new ByteArrayOutputStream();
			frame.writeBytes(Served.utf8(
					"HPUB " + subject + " raw.reply " + block.length + " " + (block.length + body.length()) + "\r\n"));
			frame.writeBytes(block);
			frame.writeBytes(Served.utf8(body + "\r\n"));
			send(frame.toString(StandardCharsets.UTF_8));
		}

		void send(String frame) throws IOException {
			this.socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
			this.socket.getOutputStream().write(Served.utf8("PING\r\n"));
			this.socket.getOutputStream().flush();
			byte[] buffer = new byte[4096];
			StringBuilder answered = new StringBuilder();
			while (!answered.toString().contains("PONG")) {
				int read = this.socket.getInputStream().read(buffer);
				if (read < 0) {
					return;
				}
				answered.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
