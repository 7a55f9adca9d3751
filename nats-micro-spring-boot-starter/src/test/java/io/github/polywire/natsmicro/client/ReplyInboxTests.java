package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where replies come to, when connection and application come and go.
 */
class ReplyInboxTests {

	private static final String SUBJECT = "reply-inbox.echo";

	private final LinkedBlockingQueue<Message> held = new LinkedBlockingQueue<>();

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, 100, 1, TimeUnit.SECONDS,
			new SynchronousQueue<>());

	private final NatsConnectionManager manager = new NatsConnectionManager(Called.options(LocalNats.shared()).build(),
			false, Duration.ofSeconds(5), (event) -> {
			});

	private final MicroTemplate template = template(this.executor);

	private Connection peer;

	@BeforeEach
	void start() throws Exception {
		this.peer = Nats.connect(Called.options(LocalNats.shared()).build());
		this.peer.createDispatcher((message) -> this.peer.publish(message.getReplyTo(), message.getData()))
			.subscribe(SUBJECT);
		this.peer.createDispatcher(this.held::add).subscribe(SUBJECT + ".held");
		this.peer.flush(Called.PATIENCE);
		this.manager.start();
		this.template.start();
	}

	private MicroTemplate template(Executor executor) {
		return new MicroTemplate(this.manager.connection(), new PayloadConverter(List.of(), new JsonMapper()),
				new ClientSettings(Called.PATIENCE, Called.PATIENCE), executor, ObservationRegistry.NOOP, null);
	}

	@AfterEach
	void stop() throws Exception {
		this.template.destroy();
		this.manager.stop();
		this.executor.shutdownNow();
		this.peer.close();
	}

	@Test
	void opensAgainOnTheConnectionThatTakesTheOldOnesPlace() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.template.request(SUBJECT, i, Integer.class)).isEqualTo(i);
			assertThat(this.template.requestAsync(SUBJECT, i, Integer.class)).succeedsWithin(Called.PATIENCE)
				.isEqualTo(i);
			this.manager.stop();
			Awaitility.await().until(() -> this.executor.getActiveCount() == 0);
			this.manager.start();
		}
	}

	@Test
	void endsWhatIsInFlightWithItsConnection() throws Exception {
		var later = this.template.requestAsync(SUBJECT + ".held", "x", String.class);
		assertThat(this.held.poll(20, TimeUnit.SECONDS)).isNotNull();
		this.manager.stop();
		assertThat(later.handle((value, failure) -> failure)).succeedsWithin(Called.PATIENCE)
			.isInstanceOf(MicroConnectionException.class)
			.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
			.hasMessageContaining("closed before");
		assertThat(this.template.inFlightCount()).isZero();
	}

	@Test
	void leavesNoThreadBehind() {
		assertThat(this.template.request(SUBJECT, "x", String.class)).isEqualTo("x");
		assertThat(this.executor.getActiveCount()).isEqualTo(1);
		this.template.destroy();
		Awaitility.await().until(() -> this.executor.getActiveCount() == 0);
		assertThat(this.manager.connection().getStatus()).isEqualTo(Connection.Status.CONNECTED);
	}

	@Test
	void tellsCallersWhenThereAreNoThreadsAnyMore() {
		this.executor.shutdown();
		assertThat(this.template.tryRequest(SUBJECT, "x", String.class).error())
			.isInstanceOf(MicroConnectionException.class);
		assertThat(this.template.requestAsync(SUBJECT, "x", String.class).handle((value, failure) -> failure))
			.succeedsWithin(Called.PATIENCE)
			.isInstanceOf(MicroConnectionException.class);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void letsContinuationsBlockOnVirtualThreads() {
		MicroTemplate virtual = template(CompletionExecutor.virtualThreads().executor());
		List<CompletableFuture<Integer>> futures = IntStream.range(0, 20)
			.mapToObj((i) -> virtual.requestAsync(SUBJECT, i, Integer.class)
				.thenApply((value) -> virtual.request(SUBJECT, value, Integer.class)))
			.toList();
		for (int i = 0; i < 20; i++) {
			assertThat(futures.get(i)).succeedsWithin(Called.PATIENCE).isEqualTo(i);
		}
		virtual.destroy();
	}

	@Test
	void needsOneThreadForBriefContinuations() {
		for (int i = 0; i < 500; i++) {
			assertThat(this.template.requestAsync(SUBJECT, i, Integer.class)).succeedsWithin(Called.PATIENCE);
		}
		Awaitility.await().until(() -> this.executor.getActiveCount() == 1);
	}

}
