package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.client.ClientSettings;
import io.github.polywire.natsmicro.client.CompletionExecutor;
import io.github.polywire.natsmicro.client.MicroTemplate;
import io.github.polywire.natsmicro.client.PayloadConverter;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Services under load while the server is killed and comes back.
 */
class ServerLossTests {

	private static final int IN_FLIGHT = 64;

	private static final List<String> NAMES = List.of("brief", "waiting", "later");

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration SLACK = Duration.ofSeconds(2);

	private static final String INBOX = "_LOSS.";

	private final AtomicInteger asked = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	/** How often each request was handled, and how often each one was answered. */
	private final Map<String, Integer> handled = new ConcurrentHashMap<>();

	private final Map<String, Integer> replies = new ConcurrentHashMap<>();

	private final CountDownLatch running = new CountDownLatch(IN_FLIGHT);

	private final CompletionExecutor executor = CompletionExecutor.platformThreads();

	private volatile boolean ended;

	private LocalNats nats;

	private Served served;

	private Connection connection;

	private MicroTemplate template;

	@BeforeEach
	void start() throws Exception {
		this.nats = LocalNats.builder().dedicated().start();
		this.served = Served.start(this.nats, new Served.Customizer() {

		});
		this.connection = Nats.connect(Served.options(this.nats).inboxPrefix(INBOX).build());
		this.template = new MicroTemplate(this.connection, new PayloadConverter(List.of(), new JsonMapper()),
				new ClientSettings(TIMEOUT, Duration.ofSeconds(5)), this.executor.executor(), ObservationRegistry.NOOP,
				null);
		this.template.start();
	}

	@AfterEach
	void close() throws Exception {
		this.template.stop();
		this.template.destroy();
		this.executor.destroy();
		this.connection.close();
		this.served.close();
		this.nats.close();
	}

	@Test
	void everyRequestIsAnsweredOnceOrItsCallerToldInTime() throws Exception {
		serve("brief", MicroRequest::body);
		serve("waiting", Work::blocking);
		serve("later", Work::later);
		this.served.caller.createDispatcher((reply) -> this.replies.merge(reply.getSubject(), 1, Integer::sum))
			.subscribe(INBOX + ">");
		this.served.caller.flush(Served.PATIENCE);
		for (int i = 0; i < IN_FLIGHT; i++) {
			ask();
		}
		for (int round = 0; round < 2; round++) {
			awaitMoreAnswers();
			int failuresBefore = this.failures.size();
			this.nats.kill();
			Awaitility.await().atMost(Served.PATIENCE).until(() -> this.failures.size() > failuresBefore);
			this.nats.restart();
			awaitMoreAnswers();
			for (String name : NAMES) {
				Awaitility.await().atMost(Served.PATIENCE).until(() -> answers(name));
			}
			assertThat(this.served.ask("$SRV.PING." + this.served.service.getName()))
				.contains(this.served.service.getId());
		}
		this.ended = true;
		assertThat(this.running.await(20, TimeUnit.SECONDS)).isTrue();
		Awaitility.await()
			.until(() -> this.served.service.getEndpoints()
				.stream()
				.allMatch((endpoint) -> endpoint.getCounters().inFlight() == 0));
		this.served.connection.flush(Served.PATIENCE);
		this.served.caller.flush(Served.PATIENCE);
		assertThat(this.asked.get()).isEqualTo(this.answered.get() + this.failures.size());
		assertThat(this.failures)
			.allSatisfy((failure) -> assertThat(failure).isInstanceOf(MicroRequestException.class));
		assertThat(this.wrong).isEmpty();
		assertThat(this.handled).hasSizeGreaterThanOrEqualTo(this.answered.get()).values().containsOnly(1);
		assertThat(this.replies).isNotEmpty().values().containsOnly(1);
	}

	private void serve(String name, MicroHandler handler) throws Exception {
		this.served.endpoint(MicroEndpointDefinition.of(name).subject(this.served.subject(name)).queueCapacity(200),
				(request) -> {
					this.handled.merge(Served.text(request.body()), 1, Integer::sum);
					return handler.handle(request);
				});
	}

	private void ask() {
		int number = this.asked.incrementAndGet();
		long begun = System.nanoTime();
		this.template.requestAsync(call(NAMES.get(number % NAMES.size()), Integer.toString(number)), String.class)
			.whenComplete((answer, failure) -> ended(number, begun, answer, failure));
	}

	private void ended(int number, long begun, @Nullable String answer, @Nullable Throwable failure) {
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		if (taken.compareTo(TIMEOUT.plus(SLACK)) > 0) {
			this.wrong.add(number + " took " + taken);
		}
		if (failure != null) {
			this.failures.add(failure);
		}
		else {
			if (!Integer.toString(number).equals(answer)) {
				this.wrong.add(number + " was answered with " + answer);
			}
			this.answered.incrementAndGet();
		}
		if (this.ended) {
			this.running.countDown();
		}
		else {
			ask();
		}
	}

	private boolean answers(String name) {
		return this.template.tryRequest(call(name, "after-" + this.asked.get() + name), String.class).success();
	}

	private MicroCall call(String name, String body) {
		return MicroCall.to(this.served.subject(name)).body(body);
	}

	private void awaitMoreAnswers() {
		int until = this.answered.get() + 10 * IN_FLIGHT;
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.answered.get() >= until);
	}

}
