package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.FailureAction;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ListenerTests {

	private static final long TIME = 1_700_000_000_000_000_000L;

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String metric = MetricqNames.uniqueToken("test.sink");

	private final List<Object> received = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private TestManager manager;

	private Channel channel;

	private Agent agent;

	private MetricqListenerRegistry registry;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.channel = this.manager.openChannel();
		this.agent = Agents.agent(this.rabbit, MetricqRole.SINK, MetricqNames.uniqueToken("sink-test"));
		this.registry = registry(FailureAction.DROP, false);
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.registry.stop();
		this.agent.stop();
		this.manager.close();
	}

	@Test
	void givesPoints() throws Exception {
		listen("onPoint");
		publish(this.metric, 3);
		await().untilAsserted(() -> assertThat(this.received).containsExactly(new DataPoint(this.metric, TIME, 0),
				new DataPoint(this.metric, TIME + 1, 1), new DataPoint(this.metric, TIME + 2, 2)));
		TestManager.Request request = this.manager.requests("sink.subscribe")
			.stream()
			.filter((it) -> it.is(this.agent.token()))
			.findFirst()
			.orElseThrow();
		assertThat(request.arguments().get("expires").asInt()).isEqualTo(30);
		assertThat(request.arguments().has("dataQueue")).isFalse();
	}

	@Test
	void givesThePartsOfAPointAndItsMetadata() throws Exception {
		this.manager.metadata().put(this.metric, Agents.CODEC.jsonMapper().readTree("{\"unit\": \"W\"}"));
		listen("onParts");
		publish(this.metric, 1);
		await().untilAsserted(() -> assertThat(this.received)
			.containsExactly(List.of(this.metric, Instant.ofEpochSecond(1_700_000_000), 0.0, "W")));
	}

	@Test
	void givesChunks() throws Exception {
		listen("onChunk");
		publish(this.metric, 3);
		await().untilAsserted(
				() -> assertThat(this.received).singleElement().isInstanceOfSatisfying(MetricChunk.class, (chunk) -> {
					assertThat(chunk.values()).containsExactly(0, 1, 2);
					assertThat(chunk.timesNanos()).containsExactly(TIME, TIME + 1, TIME + 2);
				}));
	}

	@Test
	void givesAllThatWaitsToAMethodThatTakesAList() throws Exception {
		MetricqListenerContainer container = listen("onPoints");
		container.pause();
		await().until(() -> container.state() == ContainerState.PAUSED);
		for (int i = 0; i < 5; i++) {
			publish(this.metric, 2);
		}
		await().until(() -> container.inFlightCount() == 5);
		assertThat(this.received).isEmpty();
		container.resume();
		await().untilAsserted(() -> assertThat(this.received).singleElement()
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.hasSize(10));
	}

	@Test
	void keepsTheOrderOfEachMetric() throws Exception {
		List<String> metrics = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			metrics.add(this.metric + "." + i);
		}
		listen("onPoint", metrics.toArray(String[]::new));
		for (int i = 0; i < 200; i++) {
			for (String name : metrics) {
				this.channel.basicPublish("metricq.data", name, null,
						ChunkCodec.encode(new long[] { TIME + i }, new double[] { i }, 1));
			}
		}
		await().until(() -> this.received.size() == 1600);
		for (String name : metrics) {
			assertThat(this.received.stream()
				.map(DataPoint.class::cast)
				.filter((point) -> point.metric().equals(name))
				.mapToLong(DataPoint::timeNanos)).isSorted().hasSize(200);
		}
	}

	@Test
	void waitsForTheResultThatComesLater() throws Exception {
		MetricqListenerContainer container = listen("later");
		publish(this.metric, 1);
		publish(this.metric, 1);
		await().until(() -> this.received.size() == 1);
		assertThat(container.inFlightCount()).isEqualTo(2);
		((CompletableFuture<?>) this.received.get(0)).complete(null);
		await().until(() -> this.received.size() == 2);
		((CompletableFuture<?>) this.received.get(1)).complete(null);
		await().until(() -> container.inFlightCount() == 0);
	}

	@Test
	void dropsWhatIsNoChunkAndCountsIt() throws Exception {
		MetricqListenerContainer container = listen("onPoint");
		this.channel.basicPublish("metricq.data", this.metric, null, new byte[] { (byte) 0xff });
		this.channel.basicPublish("metricq.data", this.metric, null, new byte[0]);
		this.channel.basicPublish("metricq.data", this.metric, null,
				new byte[] { 0x0a, 0x02, 0x01, 0x02, 0x12, 0x08, 0, 0, 0, 0, 0, 0, 0, 0x40 });
		publish(this.metric, 1);
		await().until(() -> this.received.size() == 2);
		assertThat(this.received.get(0)).isEqualTo(new DataPoint(this.metric, 1L, 2));
		assertThat(container.counters().malformed()).isEqualTo(1);
		assertThat(container.counters().irregular()).isEqualTo(1);
		assertThat(container.counters().points()).isEqualTo(2);
	}

	@Test
	void triesAgainAndThenDrops() throws Exception {
		this.failures.set(Integer.MAX_VALUE);
		MetricqListenerContainer container = listen("onChunk");
		publish(this.metric, 1);
		await().until(() -> container.counters().dropped() == 1);
		assertThat(container.counters().retried()).isEqualTo(2);
		assertThat(container.counters().redelivered()).isZero();
		this.failures.set(2);
		publish(this.metric, 1);
		await().until(() -> this.received.size() == 1);
		assertThat(container.counters().dropped()).isEqualTo(1);
	}

	@Test
	void requeuesOnceIfToldSo() throws Exception {
		this.registry = registry(FailureAction.REQUEUE, false);
		this.failures.set(Integer.MAX_VALUE);
		MetricqListenerContainer container = listen("onChunk");
		publish(this.metric, 1);
		await().until(() -> container.counters().dropped() == 1);
		assertThat(container.counters().requeued()).isEqualTo(1);
		assertThat(container.counters().redelivered()).isEqualTo(1);
		assertThat(container.counters().retried()).isEqualTo(4);
	}

	@Test
	void findsMetricsByPattern() throws Exception {
		this.manager.metadata().put(this.metric + ".x1", Agents.CODEC.jsonMapper().createObjectNode());
		this.manager.metadata().put(this.metric + ".y1", Agents.CODEC.jsonMapper().createObjectNode());
		MetricqListenerContainer container = this.registry
			.register(options(List.of(), this.metric.replace(".", "\\.") + "\\.x.*"), handler("onPoint"));
		this.registry.start();
		await().until(() -> container.state() == ContainerState.RUNNING);
		assertThat(container.describe().metrics()).containsExactly(this.metric + ".x1");
		publish(this.metric + ".x1", 1);
		await().until(() -> this.received.size() == 1);
	}

	@Test
	void takesOtherMetricsWhileItRuns() throws Exception {
		MetricqListenerContainer container = listen("onPoint");
		container.subscribe(List.of(this.metric + ".b")).get(20, TimeUnit.SECONDS);
		publish(this.metric + ".b", 1);
		await().until(() -> this.received.size() == 1);
		container.unsubscribe(List.of(this.metric)).get(20, TimeUnit.SECONDS);
		publish(this.metric, 1);
		publish(this.metric + ".b", 1);
		await().until(() -> this.received.size() == 2);
		assertThat(this.received).extracting("metric").containsOnly(this.metric + ".b");
	}

	@Test
	void registersADurableSinkFirst() throws Exception {
		this.registry = registry(FailureAction.DROP, true);
		this.manager.configure(this.agent.token(), "{}");
		listen("onPoint");
		assertThat(this.manager.requests("sink.register")).anyMatch((request) -> request.is(this.agent.token()));
	}

	@Test
	void subscribesAgainWithItsQueueWhenThatWasDeleted() throws Exception {
		MetricqListenerContainer container = listen("onPoint");
		String queue = container.describe().queue();
		this.channel.queueDelete(queue);
		await().until(() -> this.manager.requests("sink.subscribe")
			.stream()
			.anyMatch((request) -> queue.equals(request.arguments().path("dataQueue").asString(""))));
		await().until(() -> container.state() == ContainerState.RUNNING);
		publish(this.metric, 1);
		await().until(() -> this.received.size() == 1);
	}

	@Test
	void keepsTryingWhileTheManagerAnswersErrors() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		this.manager.on("sink.subscribe", (request) -> {
			if (attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("out of order");
			}
			return this.manager.subscribe(request);
		});
		listen("onPoint");
		assertThat(attempts).hasValue(3);
	}

	@Test
	void handlesWhatCameBeforeItStops() throws Exception {
		this.gate = new CountDownLatch(1);
		MetricqListenerContainer container = listen("gated");
		publish(this.metric, 1);
		publish(this.metric, 1);
		await().until(() -> container.inFlightCount() == 2);
		Thread stopping = new Thread(container::stop);
		stopping.start();
		await().until(() -> container.state() == ContainerState.STOPPED);
		this.gate.countDown();
		stopping.join();
		assertThat(this.received).hasSize(2);
		container.start();
		await().until(() -> container.state() == ContainerState.RUNNING);
		publish(this.metric, 1);
		await().until(() -> this.received.size() == 3);
	}

	@Test
	void refusesMethodsThatCannotBeListeners() {
		for (String method : List.of("nothing", "unclear", "twice", "unknown")) {
			assertThatExceptionOfType(MetricqDefinitionException.class).isThrownBy(() -> handler(method))
				.withMessageContaining(method);
		}
	}

	private MetricqListenerRegistry registry(FailureAction onFailure, boolean durable) {
		RetryPolicy retry = RetryPolicy.builder().maxRetries(2).delay(Duration.ofMillis(10)).build();
		ListenerSettings settings = new ListenerSettings(Duration.ofSeconds(30), 4, 400, 100, retry, onFailure, true,
				false, Duration.ofSeconds(20));
		return new MetricqListenerRegistry(new Subscriptions(this.agent, durable), settings,
				HandlerExecutorFactory.platformThreads(), ObservationRegistry.NOOP, null);
	}

	private MetricqListenerContainer listen(String method, String... metrics) {
		MetricqListenerContainer container = this.registry
			.register(options((metrics.length > 0) ? List.of(metrics) : List.of(this.metric), null), handler(method));
		this.registry.start();
		await().atMost(Duration.ofSeconds(20)).until(() -> container.state() == ContainerState.RUNNING);
		return container;
	}

	private ListenerOptions options(List<String> metrics, String pattern) {
		return new ListenerOptions("test", metrics, pattern, null, null, null, null, null);
	}

	private MethodChunkHandler handler(String name) {
		return new MethodChunkHandler(this, ReflectionUtils.findMethod(ListenerTests.class, name, (Class<?>[]) null),
				ListenerTests.class, new DefaultListableBeanFactory());
	}

	private void publish(String name, int points) throws IOException {
		long[] times = new long[points];
		double[] values = new double[points];
		for (int i = 0; i < points; i++) {
			times[i] = TIME + i;
			values[i] = i;
		}
		this.channel.basicPublish("metricq.data", name, new BasicProperties.Builder().headers(Map.of()).build(),
				ChunkCodec.encode(times, values, points));
	}

	void onPoint(DataPoint point) {
		this.received.add(point);
	}

	void onParts(double value, MetricMetadata metadata, String name, Instant time) {
		this.received.add(List.of(name, time, value, String.valueOf(metadata.unit())));
	}

	void onChunk(MetricChunk chunk) {
		if (this.failures.getAndDecrement() > 0) {
			throw new IllegalStateException("Listener out of order");
		}
		this.received.add(chunk);
	}

	void onPoints(List<DataPoint> points) {
		this.received.add(points);
	}

	CompletableFuture<Void> later(MetricChunk chunk) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.received.add(result);
		return result;
	}

	void gated(MetricChunk chunk) throws InterruptedException {
		this.gate.await();
		this.received.add(chunk);
	}

	void nothing() {
	}

	void unclear(DataPoint point, MetricChunk chunk) {
	}

	void twice(double value, double other) {
	}

	void unknown(List<String> names) {
	}

}
