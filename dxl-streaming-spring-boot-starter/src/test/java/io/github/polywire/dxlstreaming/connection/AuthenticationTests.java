package io.github.polywire.dxlstreaming.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.PermanentAuthenticationException;
import io.github.polywire.dxlstreaming.StubService;
import io.github.polywire.dxlstreaming.StubService.Reply;
import io.github.polywire.dxlstreaming.StubService.Request;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tokens: who gets them, when, and who never sees them.
 */
class AuthenticationTests {

	private final AtomicInteger logins = new AtomicInteger();

	private final Set<String> valid = ConcurrentHashMap.newKeySet();

	private Reply login() {
		String token = "T" + this.logins.incrementAndGet();
		this.valid.add("Bearer " + token);
		return Reply.of(200, "{\"AuthorizationToken\": \"" + token + "\"}");
	}

	private Reply checked(Request request) {
		if (request.step().equals("GET login")) {
			return login();
		}
		return this.valid.contains(String.valueOf(request.header("Authorization"))) ? Reply.usual(request)
				: Reply.of(401, "Invalid token");
	}

	@Test
	void manyConsumersWhoseTokenExpiresLogInOnce() throws Exception {
		int count = 8;
		ExecutorService executor = Executors.newFixedThreadPool(count);
		try (StubService service = StubService.start(this::checked);
				AnnotationConfigApplicationContext context = Contexts.start(service.url())) {
			List<Channel> channels = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
				channel.subscribe("t");
				channels.add(channel);
			}
			assertThat(this.logins).hasValue(1);
			this.valid.clear();
			CyclicBarrier barrier = new CyclicBarrier(count);
			List<CompletableFuture<Void>> all = new ArrayList<>();
			for (Channel channel : channels) {
				all.add(CompletableFuture.runAsync(() -> {
					awaitAll(barrier);
					assertThat(channel.consume()).isEmpty();
				}, executor));
			}
			CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
			assertThat(this.logins).hasValue(2);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void awaitAll(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void freshTokenThatIsRefusedIsPermanent() throws IOException {
		try (StubService service = StubService
			.start((request) -> request.step().equals("GET login") ? login() : Reply.of(403, "No right"));
				AnnotationConfigApplicationContext context = Contexts.start(service.url())) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			assertThatExceptionOfType(PermanentAuthenticationException.class).isThrownBy(channel::create)
				.withMessageContaining("No right");
			assertThat(this.logins.get()).isLessThanOrEqualTo(3);
		}
	}

	@Test
	void givenTokenThatIsRefusedIsPermanent() throws IOException {
		try (StubService service = StubService.start((request) -> Reply.of(401, ""));
				AnnotationConfigApplicationContext context = Contexts.start(
						new String[] { "dxl.streaming.base-url=" + service.url(), "dxl.streaming.auth.token=S3" },
						new Class<?>[0])) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			assertThatExceptionOfType(PermanentAuthenticationException.class).isThrownBy(channel::create)
				.withMessageNotContaining("S3");
			assertThat(service.timeline()).containsExactly("POST consumers");
		}
	}

	@Test
	void redirectToAnotherHostDoesNotGetTheToken() throws IOException {
		try (StubService other = StubService.start(Reply::usual);
				StubService service = StubService.start((request) -> request.step().equals("GET login") ? login()
						: new Reply(307, Map.of("Location", other.url() + request.path()), ""));
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.consumer.retry-on-fail=false")) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::create)
				.withMessageContaining("307")
				.withMessageContaining("redirects are not followed");
			assertThat(other.requests()).isEmpty();
		}
	}

	@Test
	void goesThroughAProxy() throws IOException {
		try (StubService proxy = StubService.start((request) -> Reply.usual(request));
				AnnotationConfigApplicationContext context = Contexts.start("http://databus.invalid:81",
						"dxl.streaming.proxy.host=127.0.0.1",
						"dxl.streaming.proxy.port=" + proxy.url().replaceAll(".*:", ""))) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			channel.subscribe("t");
			assertThat(channel.consume()).isEmpty();
			assertThat(proxy.timeline()).containsExactly("GET login", "POST consumers", "POST subscription",
					"GET records");
			assertThat(proxy.requests().get(0).path()).startsWith("http://databus.invalid:81/");
		}
	}

	@Test
	void proxyMayAskForAPassword() throws IOException {
		try (StubService proxy = StubService.start((request) -> (request.header("Proxy-authorization") != null)
				? Reply.usual(request) : new Reply(407, Map.of("Proxy-Authenticate", "Basic realm=\"p\""), ""));
				AnnotationConfigApplicationContext context = Contexts.start("http://databus.invalid:81",
						"dxl.streaming.proxy.host=127.0.0.1", "dxl.streaming.proxy.username=u",
						"dxl.streaming.proxy.password=p",
						"dxl.streaming.proxy.port=" + proxy.url().replaceAll(".*:", ""))) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			channel.create();
			assertThat(proxy.requests()).filteredOn((request) -> request.header("Proxy-authorization") != null)
				.isNotEmpty()
				.allSatisfy((request) -> assertThat(request.header("Proxy-authorization")).isEqualTo("Basic dTpw"));
		}
	}

	@Test
	void cookiesOfConsumersAreKeptApart() throws IOException {
		AtomicInteger consumers = new AtomicInteger();
		try (StubService service = StubService.start((request) -> {
			if (request.step().equals("POST consumers")) {
				int number = consumers.incrementAndGet();
				return new Reply(200,
						Map.of("Set-Cookie",
								"AWSALB=C" + number + "; Path=/; Expires=" + "Wed, 01 Jan 2121 00:00:00 GMT"),
						"{\"consumerInstanceId\": " + number + "}");
			}
			return Reply.usual(request);
		}); AnnotationConfigApplicationContext context = Contexts.start(service.url())) {
			DxlStreamChannelFactory factory = context.getBean(DxlStreamChannelFactory.class);
			Channel first = factory.create("g");
			Channel second = factory.create("g");
			first.subscribe("t");
			second.subscribe("t");
			first.consume();
			assertThat(service.requests()).filteredOn((request) -> request.path().contains("/consumers/"))
				.allSatisfy((request) -> assertThat(request.header("Cookie"))
					.isEqualTo("AWSALB=C" + request.path().replaceAll(".*/consumers/(\\d+)/.*", "$1")));
			second.produce(new DxlMessage("t", null, "1"));
			assertThat(service.requests().get(service.requests().size() - 1).header("Cookie")).isNull();
		}
	}

	@Test
	void closedPortIsTemporary() {
		try (AnnotationConfigApplicationContext context = Contexts.start("http://127.0.0.1:1",
				"dxl.streaming.retry.max-attempts=3", "dxl.streaming.connect-timeout=500ms")) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			long start = System.nanoTime();
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::create)
				.withMessageContaining("http://127.0.0.1:1/");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		}
	}

}
