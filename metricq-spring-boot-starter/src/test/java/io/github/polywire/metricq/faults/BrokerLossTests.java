package io.github.polywire.metricq.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.FailureAction;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.OverflowPolicy;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.client.SourceSettings;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.listener.ChunkHandler;
import io.github.polywire.metricq.listener.HandlerExecutorFactory;
import io.github.polywire.metricq.listener.ListenerOptions;
import io.github.polywire.metricq.listener.ListenerSettings;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.github.polywire.metricq.listener.ReceivedChunk;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The broker is killed while 50 metrics have 1,000 points a second.
 */
class BrokerLossTests {

	private static final int METRICS = 50;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final LocalRabbit rabbit = LocalRabbit.builder().dedicated().start();

	private final Map<String, AtomicLong> accepted = new ConcurrentHashMap<>();

	private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();

	private final List<String> metrics = new ArrayList<>();

	private TestManager manager;

	private Agent sourceAgent;

	private SourceTemplate source;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.manager.configure("source-loss", "{}");
		this.sourceAgent = Agents.agent(this.rabbit, MetricqRole.SOURCE, "source-loss");
		this.source = new SourceTemplate(this.sourceAgent, new SourceSettings(5, Duration.ofMillis(200), 64 << 20,
				OverflowPolicy.BLOCK, Duration.ofSeconds(30), true, Duration.ofSeconds(20)));
		this.source.start();
		for (int i = 0; i < METRICS; i++) {
			this.metrics.add("loss." + i);
			this.accepted.put("loss." + i, new AtomicLong());
		}
	}

	@AfterEach
	void stop() {
		this.load.shutdownNow();
		this.source.stop();
		this.sourceAgent.stop();
		this.manager.close();
		this.rabbit.close();
	}

	@Test
	void losesNoAcceptedPointOfADurableQueueOrATransformer() throws Exception {
		this.manager.configure("transformer-loss", "{}");
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
					MetricqAutoConfiguration.class))
			.withBean(RabbitConnectionDetails.class, this.rabbit::connectionDetails)
			.withBean(DurableListener.class)
			.withPropertyValues("spring.application.name=loss", "metricq.reconnect.initial-interval=100ms",
					"metricq.reconnect.max-interval=500ms")
			.run((context) -> {
				MetricqListenerContainer container = context.getBean(MetricqTransformerRegistry.class)
					.getContainer("durable");
				await().atMost(PATIENCE).until(() -> container.state() == ContainerState.RUNNING);
				loseABroker(context.getBean(DurableListener.class));
				assertThat(container.agent().reconnectCount()).isPositive();
				assertThat(container.counters().dropped()).isZero();
			});
	}

	private void loseABroker(DurableListener listener) throws Exception {
		DataQueue queue = DataQueue.durable(this.rabbit, "durable", "loss.#");
		startLoad();
		await().atMost(PATIENCE).until(() -> this.source.counts().sentPoints() > 1000);
		killForAWhile();
		queue.consume();
		long before = this.source.counts().sentPoints();
		await().atMost(PATIENCE).until(() -> this.source.counts().sentPoints() > before + 1000);
		this.load.shutdown();
		assertThat(this.load.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		this.source.flush(PATIENCE);
		Map<String, Set<Long>> arrived = new HashMap<>();
		await().atMost(PATIENCE).untilAsserted(() -> {
			for (DataPoint point : queue.drain()) {
				arrived.computeIfAbsent(point.metric(), (name) -> new LinkedHashSet<>()).add(point.timeNanos());
			}
			this.accepted.forEach((name, count) -> assertThat(arrived.get(name)).as(name).hasSize((int) count.get()));
		});
		await().atMost(PATIENCE)
			.untilAsserted(() -> this.accepted
				.forEach((name, count) -> assertThat(listener.times.get(name)).as(name).hasSize((int) count.get())));
		// Some came twice, but the first of each came in order.
		arrived.values().forEach((times) -> assertThat(new ArrayList<>(times)).isSorted());
		assertThat(this.source.counts().droppedPoints()).isZero();
		queue.close();
	}

	@Test
	void subscribesAgainWithItsQueueAndGetsWhatComesThen() throws Exception {
		Agent sinkAgent = Agents.agent(this.rabbit, MetricqRole.SINK, "sink-loss");
		Map<String, Long> last = new ConcurrentHashMap<>();
		MetricqListenerRegistry registry = new MetricqListenerRegistry(new Subscriptions(sinkAgent, false),
				new ListenerSettings(Duration.ofSeconds(60), 4, 400, 100, RetryPolicy.builder().maxRetries(0).build(),
						FailureAction.DROP, true, false, Duration.ofSeconds(20)),
				HandlerExecutorFactory.platformThreads(), ObservationRegistry.NOOP, null);
		MetricqListenerContainer container = registry.register(
				new ListenerOptions("loss", this.metrics, null, null, null, null, null, null), new LastTimes(last));
		registry.start();
		await().atMost(PATIENCE).until(() -> container.state() == ContainerState.RUNNING);
		String queue = container.describe().queue();
		startLoad();
		await().atMost(PATIENCE).until(() -> last.size() == METRICS);
		killForAWhile();
		await().atMost(PATIENCE).until(() -> container.state() == ContainerState.RUNNING);
		assertThat(container.describe().queue()).isEqualTo(queue);
		long resumed = this.accepted.values().stream().mapToLong(AtomicLong::get).max().orElseThrow();
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(last.values()).allMatch((time) -> time > resumed));
		assertThat(sinkAgent.reconnectCount()).isPositive();
		registry.stop();
		sinkAgent.stop();
	}

	private void startLoad() {
		this.load.scheduleAtFixedRate(() -> this.accepted.forEach((name, count) -> {
			this.source.send(name, count.get(), count.get());
			count.incrementAndGet();
		}), 0, 50, TimeUnit.MILLISECONDS);
	}

	private void killForAWhile() throws Exception {
		this.rabbit.kill();
		long before = this.accepted.get("loss.0").get();
		await().atMost(PATIENCE).until(() -> this.accepted.get("loss.0").get() >= before + 100);
		this.rabbit.restart();
		this.manager.close();
		this.manager = new TestManager(this.rabbit);
		this.manager.configure("source-loss", "{}");
	}

	/** A transformer without outputs. */
	static class DurableListener {

		private final Map<String, Set<Long>> times = new ConcurrentHashMap<>();

		@MetricqTransformer(id = "durable", metrics = "loss.#")
		void onPoint(DataPoint point) {
			this.times.computeIfAbsent(point.metric(), (name) -> ConcurrentHashMap.newKeySet()).add(point.timeNanos());
		}

	}

	private record LastTimes(Map<String, Long> last) implements ChunkHandler {

		@Override
		public boolean takesBatches() {
			return true;
		}

		@Override
		public void handle(List<ReceivedChunk> batch) {
			for (ReceivedChunk received : batch) {
				MetricChunk chunk = received.chunk();
				this.last.put(chunk.metric(), chunk.timeNanos(chunk.size() - 1));
			}
		}

		@Override
		public String describe() {
			return "last times";
		}

	}

}
