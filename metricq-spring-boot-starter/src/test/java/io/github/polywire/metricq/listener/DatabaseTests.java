package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.RecordedMetric;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.foreign.ForeignHistoryClient;
import io.github.polywire.metricq.foreign.ForeignProtobuf;
import io.github.polywire.metricq.foreign.VirtualHost;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.ChunkCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A database on a manager that is not ours, asked by a client that is not ours.
 */
class DatabaseTests {

	private static final long TIME = 1_700_000_000_000_000_000L;

	private static VirtualHost host;

	private final Store store = new Store();

	private TestManager manager;

	private ForeignHistoryClient client;

	@BeforeAll
	static void createVirtualHost() {
		host = VirtualHost.create(LocalRabbit.shared());
	}

	@AfterAll
	static void deleteVirtualHost() {
		host.close();
	}

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(host.connect("manager"), host.address());
		this.manager.configure("db-lab", "{}");
		this.client = new ForeignHistoryClient(host, "history-foreign");
	}

	@AfterEach
	void stop() throws Exception {
		this.store.gate.countDown();
		this.client.close();
		for (String queue : List.of("db-lab-data", "db-lab-hreq")) {
			this.manager.openChannel().queueDelete(queue);
		}
		this.manager.close();
	}

	@Test
	void storesPointsUnderTheirNamesAndAnswersFromThem() {
		run((context) -> {
			publish("lab.in", 1, 2, 3);
			await().until(() -> this.store.values("lab.hist").size() == 3);
			assertThat(this.manager.requests("db.register")).hasSize(1);
			assertThat(this.manager.requests("db.subscribe").get(0).arguments().get("metrics").toString())
				.isEqualTo("[\"lab.a\",{\"name\":\"lab.hist\",\"input\":\"lab.in\"}]");
			Delivery answer = ForeignHistoryClient.await(this.client.send("lab.hist",
					ForeignProtobuf.historyRequest(TIME, TIME + 10, 0, ForeignHistoryClient.FLEX_TIMELINE)));
			ForeignProtobuf.Response response = ForeignProtobuf.readHistoryResponse(answer.getBody());
			assertThat(response.times()).containsExactly(TIME, TIME + 1, TIME + 2);
			assertThat(response.values()).containsExactly(1.0, 2.0, 3.0);
			assertThat(response.metric()).isEqualTo("lab.hist");
			assertThat(response.error()).isEmpty();
			assertThat(Double.parseDouble(answer.getProperties().getHeaders().get("x-request-duration").toString()))
				.isBetween(0.0, 30.0);
			assertThat(answer.getProperties().getAppId()).isEqualTo("db-lab");
			assertThat(this.store.requests)
				.containsExactly(new HistoryRequest("lab.hist", Instant.ofEpochSecond(1_700_000_000),
						Instant.ofEpochSecond(1_700_000_000, 10), Duration.ZERO, HistoryRequest.Type.FLEX_TIMELINE));
		});
	}

	@Test
	void answersAggregatesAndNothing() {
		run((context) -> {
			publish("lab.a", 1, 2, 4);
			await().until(() -> this.store.values("lab.a").size() == 3);
			ForeignProtobuf.Response response = this.client.request("lab.a", 0, 0, 0, ForeignHistoryClient.AGGREGATE);
			assertThat(response.aggregates()).singleElement().satisfies((aggregate) -> {
				assertThat(aggregate.minimum()).isEqualTo(1);
				assertThat(aggregate.maximum()).isEqualTo(4);
				assertThat(aggregate.integral()).isEqualTo(7);
				assertThat(aggregate.activeTime()).isEqualTo(2);
			});
			assertThat(this.store.requests.get(0).from()).isNull();
			assertThat(this.client.request("lab.hist", 0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE).times()).isEmpty();
			MetricqHistoryClient own = context.getBean(MetricqHistoryClient.class);
			assertThat(own.aggregate("lab.a", null, null).mean()).isEqualTo(3.5);
			assertThat(own.aggregate("lab.a", null, null).count()).isEqualTo(3);
		});
	}

	@Test
	void storesWhatCameWhileItWasStopped() {
		run((context) -> {
			MetricqListenerContainer container = container(context);
			container.stop();
			publish("lab.a", 1);
			CompletableFuture<Delivery> answer = this.client.send("lab.a",
					ForeignProtobuf.historyRequest(0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE));
			assertThat(this.store.points).isEmpty();
			container.start();
			await().until(() -> this.store.values("lab.a").equals(List.of(1.0)));
			assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
		});
	}

	@Test
	void acknowledgesNothingThatIsNotStored() {
		this.store.failures.set(3);
		run((context) -> {
			publish("lab.a", 1);
			await().until(() -> this.store.values("lab.a").equals(List.of(1.0)));
			ListenerCounters counters = container(context).counters();
			// Tried, tried again, requeued once; tried, tried again.
			assertThat(counters.retried()).isEqualTo(2);
			assertThat(counters.requeued()).isEqualTo(1);
			assertThat(counters.redelivered()).isEqualTo(1);
			assertThat(counters.dropped()).isZero();
		});
	}

	@Test
	void answersWhatMakesNoSenseOnceAndRejectsWhatHasNoAddress() {
		run((context) -> {
			this.client.publish("lab.a", new BasicProperties(), new byte[] { 0x20, 0x02 });
			assertThat(error("lab.a", new byte[] { (byte) 0xff })).contains("no protobuf message");
			assertThat(error("lab.a", ForeignProtobuf.historyRequest(0, 1, 0, 9))).contains("unknown type", "9");
			assertThat(error("lab.a", ForeignProtobuf.historyRequest(0, 1, -5, 0))).contains("negative", "-5");
			assertThat(error("lab.a", new byte[70_000])).contains("70000 bytes");
			HistoryCounters counters = context.getBean(MetricqDatabaseRegistry.class).historyCounters("store");
			assertThat(counters.malformed()).isEqualTo(5);
			assertThat(this.client.request("lab.a", 0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE).error()).isEmpty();
			assertThat(this.store.requests).hasSize(1);
			await().until(() -> this.manager.openChannel().queueDeclarePassive("db-lab-hreq").getMessageCount() == 0);
		}, "metricq.max-body-size=64KB");
	}

	@Test
	void tellsTheErrorsThatAreMeantForClients() {
		run((context) -> {
			byte[] request = ForeignProtobuf.historyRequest(0, 0, 0, ForeignHistoryClient.LAST_VALUE);
			this.store.failure = new MetricqHistoryException("lab.a", "the archive is closed");
			assertThat(error("lab.a", request)).isEqualTo("the archive is closed");
			this.store.failure = new IllegalArgumentException("the span is too long");
			assertThat(error("lab.a", request)).isEqualTo("the span is too long");
			this.store.failure = new IllegalStateException("password=secret");
			assertThat(error("lab.a", request)).contains("IllegalStateException").doesNotContain("secret");
			assertThat(context.getBean(MetricqDatabaseRegistry.class).historyCounters("store").failed()).isEqualTo(3);
			this.store.failure = null;
			publish("lab.a", new double[4096]);
			publish("lab.a", new double[4096]);
			await().until(() -> this.store.values("lab.a").size() == 8192);
			assertThat(error("lab.a", ForeignProtobuf.historyRequest(0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE)))
				.contains("metricq.max-body-size");
		}, "metricq.max-body-size=70KB");
	}

	@Test
	void answersNoMoreRequestsAtOnceThanItMay() {
		run((context) -> {
			this.store.gated = true;
			List<CompletableFuture<Delivery>> answers = new CopyOnWriteArrayList<>();
			for (int i = 0; i < 6; i++) {
				answers.add(this.client.send("lab.a",
						ForeignProtobuf.historyRequest(0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE)));
			}
			HistoryCounters counters = context.getBean(MetricqDatabaseRegistry.class).historyCounters("store");
			await().until(() -> counters.inFlightCount() == 2);
			await().until(() -> this.manager.openChannel().queueDeclarePassive("db-lab-hreq").getMessageCount() == 4);
			assertThat(this.store.requests).hasSize(2);
			this.store.gate.countDown();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(Duration.ofSeconds(30)));
			assertThat(this.store.mostAtOnce).hasValue(2);
			assertThat(counters.answered()).isEqualTo(6);
		}, "metricq.db.history-concurrency=2");
	}

	@Test
	void answersWhatItReceivedBeforeItStops() {
		run((context) -> {
			this.store.gated = true;
			CompletableFuture<Delivery> answer = this.client.send("lab.a",
					ForeignProtobuf.historyRequest(0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE));
			await().until(() -> this.store.requests.size() == 1);
			Thread stopping = new Thread(container(context)::stop);
			stopping.start();
			await().until(() -> container(context).state() == ContainerState.STOPPED);
			this.store.gate.countDown();
			assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
			stopping.join();
			assertThat(this.store.requests).hasSize(1);
		});
	}

	@Test
	void servesAgainWhenOneOfItsQueuesWasDeleted() {
		run((context) -> {
			for (String queue : List.of("db-lab-hreq", "db-lab-data")) {
				int before = this.manager.requests("db.subscribe").size();
				this.manager.openChannel().queueDelete(queue);
				await().atMost(Duration.ofSeconds(30))
					.until(() -> this.manager.requests("db.subscribe").size() > before
							&& container(context).state() == ContainerState.RUNNING
							&& this.manager.openChannel().queueDeclarePassive("db-lab-hreq").getConsumerCount() == 1);
				assertThat(this.client.request("lab.a", 0, 0, 0, ForeignHistoryClient.FLEX_TIMELINE).error()).isEmpty();
			}
			publish("lab.a", 5);
			await().until(() -> this.store.values("lab.a").equals(List.of(5.0)));
		});
	}

	@Test
	void refusesProvidersThatCannotBeDatabases() {
		this.store.metrics = List.of();
		runner().run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(MetricqDefinitionException.class)
			.hasMessageContaining("metrics are none"));
		this.store.metrics = List.of(RecordedMetric.of("a"));
		runner().withBean("other", Store.class, Store::new)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(MetricqDefinitionException.class)
				.hasMessageContaining("'db-lab'")
				.hasMessageContaining("token()"));
	}

	private String error(String metric, byte[] body) {
		return ForeignProtobuf.readHistoryResponse(ForeignHistoryClient.await(this.client.send(metric, body)).getBody())
			.error();
	}

	private ApplicationContextRunner runner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class))
			.withBean("store", Store.class, () -> this.store)
			.withPropertyValues("metricq.url=" + host.uri(), "spring.application.name=lab",
					"metricq.reconnect.initial-interval=100ms", "metricq.db.retry.max-retries=1",
					"metricq.db.retry.initial-interval=10ms")
			.withPropertyValues(properties);
	}

	private void run(ContextConsumer<AssertableApplicationContext> consumer, String... properties) {
		runner(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			await().atMost(Duration.ofSeconds(30)).until(() -> container(context).state() == ContainerState.RUNNING);
			consumer.accept(context);
		});
	}

	private static MetricqListenerContainer container(AssertableApplicationContext context) {
		return context.getBean(MetricqDatabaseRegistry.class).getContainer("store");
	}

	private void publish(String metric, double... values) throws IOException {
		long[] times = new long[values.length];
		for (int i = 0; i < times.length; i++) {
			times[i] = TIME + i;
		}
		this.manager.openChannel()
			.basicPublish("metricq.data", metric, null, ChunkCodec.encode(times, values, values.length));
	}

	/**
	 * Keeps chunks.
	 */
	static class Store implements MetricqHistoryProvider {

		private final Map<String, List<MetricChunk>> points = new ConcurrentHashMap<>();

		private final List<HistoryRequest> requests = new CopyOnWriteArrayList<>();

		private final AtomicInteger failures = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger mostAtOnce = new AtomicInteger();

		private final CountDownLatch gate = new CountDownLatch(1);

		private volatile boolean gated;

		private volatile Exception failure;

		private volatile Collection<RecordedMetric> metrics = List.of(RecordedMetric.of("lab.a"),
				new RecordedMetric("lab.hist", "lab.in"));

		@Override
		public Collection<RecordedMetric> metrics() {
			return this.metrics;
		}

		@Override
		public void store(List<MetricChunk> chunks) {
			if (this.failures.getAndDecrement() > 0) {
				throw new IllegalStateException("The disk is full");
			}
			chunks
				.forEach((chunk) -> this.points.computeIfAbsent(chunk.metric(), (name) -> new CopyOnWriteArrayList<>())
					.add(chunk));
		}

		@Override
		public HistoryResponse answer(HistoryRequest request) throws Exception {
			this.requests.add(request);
			this.mostAtOnce.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			try {
				if (this.gated) {
					this.gate.await(30, TimeUnit.SECONDS);
				}
				if (this.failure != null) {
					throw this.failure;
				}
				return answer(request.metric(), request.type());
			}
			finally {
				this.running.decrementAndGet();
			}
		}

		private HistoryResponse answer(String metric, HistoryRequest.Type type) {
			double[] values = values(metric).stream().mapToDouble(Double::doubleValue).toArray();
			if (values.length == 0) {
				return HistoryResponse.empty(metric);
			}
			if (type == HistoryRequest.Type.AGGREGATE) {
				return HistoryResponse.ofAggregates(metric, List.of(new TimeAggregate(TIME, 1, 4, 7, 3, 7, 2)));
			}
			long[] times = new long[values.length];
			for (int i = 0; i < times.length; i++) {
				times[i] = TIME + i;
			}
			return HistoryResponse.ofValues(new MetricChunk(metric, times, values));
		}

		private List<Double> values(String metric) {
			return this.points.getOrDefault(metric, List.of())
				.stream()
				.flatMap((chunk) -> chunk.points().stream())
				.map((point) -> point.value())
				.toList();
		}

	}

}
