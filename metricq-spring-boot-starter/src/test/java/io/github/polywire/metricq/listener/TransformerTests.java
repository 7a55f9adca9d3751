package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.TransformerOutput;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqRpc;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Transformers on a manager that is not ours.
 */
class TransformerTests {

	private static final long TIME = 1_700_000_000_000_000_000L;

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String name = "t" + MetricqNames.uniqueToken("").substring(1, 12);

	private final String token = "transformer-" + this.name;

	private TestManager manager;

	private Channel channel;

	private DataQueue outputs;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.manager.configure(this.token, "{\"factor\": 2}");
		this.channel = this.manager.openChannel();
		this.outputs = DataQueue.transientQueue(this.rabbit, this.name + "-out", this.name + ".out.#");
	}

	@AfterEach
	void stop() throws Exception {
		this.outputs.close();
		try (Channel cleaning = this.manager.openChannel()) {
			cleaning.queueDelete(this.token + "-data");
		}
		this.manager.close();
	}

	@Test
	void publishesWhatAMethodReturnsForAPoint() {
		run(Celsius.class, (context) -> {
			Celsius transformer = context.getBean(Celsius.class);
			publish(".in", 50, 212);
			assertThat(this.outputs.points(2)).containsExactly(new DataPoint(this.name + ".out.celsius", TIME, 10),
					new DataPoint(this.name + ".out.celsius", TIME + 1, 100));
			TestManager.Request declared = this.manager.requests("transformer.declare_metrics").get(0);
			assertThat(declared.is(this.token)).isTrue();
			assertThat(declared.arguments().at("/metrics/" + this.name + ".out.celsius").toString())
				.isEqualTo("{\"unit\":\"C\",\"quantity\":\"temperature\",\"rate\":0.5}");
			assertThat(this.manager.requests("transformer.register")).hasSize(1);
			assertThat(this.manager.requests("transformer.subscribe").get(0).arguments().toString())
				.isEqualTo("{\"metrics\":[\"" + this.name + ".in\"]}");
			assertThat(transformer.factors).containsExactly(2);
			this.manager.push(this.token, "1", "nowhere", "{\"function\": \"config\", \"factor\": 3}");
			await().untilAsserted(() -> assertThat(transformer.factors).containsExactly(2, 3));
		});
	}

	@Test
	void publishesPersistentChunksAndAcknowledges() {
		run(Celsius.class, (context) -> {
			publish(".in", 50);
			Delivery delivery = this.outputs.poll();
			assertThat(delivery.getProperties().getDeliveryMode()).isEqualTo(2);
			await().untilAsserted(() -> assertThat(container(context).inFlightCount()).isZero());
			container(context).stop();
			assertThat(this.channel.queueDeclarePassive(this.token + "-data").getMessageCount()).isZero();
		});
	}

	@Test
	void publishesChunksAndWhatIsSentOneByOneAndWhatComesLater() {
		run(Several.class, (context) -> {
			publish(".in", 1, 2);
			publish(".later", 3);
			publish(".list", 4);
			List<DataPoint> points = this.outputs.points(7);
			assertThat(points).contains(new DataPoint(this.name + ".out.sent", TIME, 1),
					new DataPoint(this.name + ".out.sent", TIME + 1, 2),
					new DataPoint(this.name + ".out.chunk", TIME, -1),
					new DataPoint(this.name + ".out.chunk", TIME + 1, -2),
					new DataPoint(this.name + ".out.later", TIME, 30), new DataPoint(this.name + ".out.list", TIME, 4),
					new DataPoint(this.name + ".out.list", TIME, 5));
		}, "token.later=" + this.token + "-later", "token.list=" + this.token + "-list");
	}

	@Test
	void keepsTheOrderOfEachMetric() {
		run(Many.class, (context) -> {
			for (int i = 0; i < 50; i++) {
				for (int metric = 0; metric < 8; metric++) {
					this.channel.basicPublish("metricq.data", this.name + ".in." + metric, null,
							ChunkCodec.encode(new long[] { TIME + i }, new double[] { i }, 1));
				}
			}
			List<DataPoint> points = this.outputs.points(400);
			for (int metric = 0; metric < 8; metric++) {
				String output = this.name + ".out." + metric;
				assertThat(points.stream().filter((point) -> point.metric().equals(output)))
					.extracting(DataPoint::timeNanos)
					.isSorted()
					.hasSize(50);
			}
		}, "metricq.transformer.concurrency=4");
	}

	@Test
	void finishesInItsDurableQueueWhatCameWhileItWasStopped() {
		run(Celsius.class, (context) -> {
			MetricqListenerContainer container = container(context);
			container.stop();
			assertThat(container.agent().state()).isEqualTo(MetricqAgent.State.STOPPED);
			publish(".in", 50);
			publish(".in", 212);
			await().until(() -> this.channel.queueDeclarePassive(this.token + "-data").getMessageCount() == 2);
			container.start();
			assertThat(this.outputs.points(2)).extracting(DataPoint::value).containsExactly(10.0, 100.0);
		});
	}

	@Test
	void waitsWhilePaused() {
		run(Celsius.class, (context) -> {
			MetricqListenerContainer container = container(context);
			container.pause();
			publish(".in", 50);
			await().until(() -> container.inFlightCount() == 1);
			assertThat(container.counters().points()).isEqualTo(1);
			assertThat(this.outputs.drain()).isEmpty();
			container.resume();
			assertThat(this.outputs.points(1)).extracting(DataPoint::value).containsExactly(10.0);
		});
	}

	@Test
	void doesNotAcknowledgeWhatRabbitRefuses() {
		run(Celsius.class, (context) -> {
			MetricqListenerContainer container = container(context);
			this.channel.queueDeclare(this.name + "-full", false, false, true,
					Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
			this.channel.queueBind(this.name + "-full", "metricq.data", this.name + ".out.#");
			publish(".in", 50);
			await().until(() -> container.counters().dropped() == 1);
			// Called, called again, requeued once; called, called again.
			assertThat(container.counters().retried()).isEqualTo(2);
			assertThat(container.counters().requeued()).isEqualTo(1);
			assertThat(context.getBean(MetricqTransformerRegistry.class).publisher("Celsius.celsius").refusedPoints())
				.isEqualTo(4);
			this.channel.queueDelete(this.name + "-full");
			publish(".in", 212);
			assertThat(container.counters().dropped()).isEqualTo(1);
			await().until(() -> this.outputs.points(1).get(0).value() == 100);
		}, "metricq.transformer.retry.max-retries=1", "metricq.transformer.retry.initial-interval=10ms");
	}

	@Test
	void transformsAgainWhatWasNotAcknowledgedWhenItsAgentStopped() {
		run(Gated.class, (context) -> {
			Gated transformer = context.getBean(Gated.class);
			MetricqListenerContainer container = container(context);
			for (int i = 0; i < 5; i++) {
				publish(".in", i);
			}
			await().until(() -> transformer.calls.size() == 1);
			container.agent().stop(new IllegalStateException("out of order"));
			transformer.gate.countDown();
			container.agent().start();
			await().until(() -> container.state() == ContainerState.RUNNING && container.inFlightCount() == 0
					&& transformer.calls.size() >= 6);
			List<Double> values = new ArrayList<>();
			await().untilAsserted(() -> {
				this.outputs.drain().forEach((point) -> values.add(point.value()));
				assertThat(values).contains(0.0, 1.0, 2.0, 3.0, 4.0);
			});
			// Of the others, which waited on the lost channel, none was handled twice.
			assertThat(transformer.calls).filteredOn((value) -> value > 0).containsExactly(1.0, 2.0, 3.0, 4.0);
		});
	}

	@Test
	void isADurableListenerWithoutOutputs() {
		run(Durable.class, (context) -> {
			Durable listener = context.getBean(Durable.class);
			MetricqListenerContainer container = container(context);
			container.stop();
			publish(".in", 1, 2);
			container.start();
			await().untilAsserted(
					() -> assertThat(listener.points).extracting(DataPoint::value).containsExactly(1.0, 2.0));
			assertThat(this.manager.requests("transformer.declare_metrics")).isEmpty();
		});
	}

	@Test
	void findsMetricsByPatternButNotItsOwn() {
		this.manager.metadata().put(this.name + ".x.in", JsonNodeFactory.instance.objectNode());
		this.manager.metadata().put(this.name + ".out.x", JsonNodeFactory.instance.objectNode());
		run(ByPattern.class, (context) -> {
			assertThat(container(context).describe().metrics()).containsExactly(this.name + ".x.in");
			publish(".x.in", 7);
			assertThat(this.outputs.points(1)).extracting(DataPoint::value).containsExactly(7.0);
		});
	}

	@Test
	void saysThatAManagerEndsNoSubscription() {
		run(Celsius.class,
				(context) -> assertThat(container(context).unsubscribe(List.of(this.name + ".in")))
					.failsWithin(Duration.ofSeconds(20))
					.withThrowableThat()
					.withCauseInstanceOf(UnsupportedOperationException.class)
					.withMessageContaining(this.token + "-data"));
	}

	@ParameterizedTest
	@ValueSource(classes = { NoOutput.class, NoResult.class, Loop.class, NumberOfTwo.class, NumberOfChunk.class,
			WrongResult.class, NoInput.class, TwiceOneToken.class, BadRate.class })
	void refusesMethodsThatCannotBeTransformers(Class<?> broken) {
		runner(broken)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(MetricqDefinitionException.class)
				.hasMessageContaining(broken.getSimpleName()));
	}

	@Test
	void endsWhenTheMethodHasReturned() {
		OutputCollector collector = new OutputCollector(Set.of("a"));
		collector.send("a", 1, 1);
		assertThat(collector.end()).hasSize(1);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> collector.send("a", 2, 2))
			.withMessageContaining("'a'");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new OutputCollector(Set.of("a")).send("b", 2, 2))
			.withMessageContaining("'b'");
	}

	private ApplicationContextRunner runner(Class<?> transformer, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
					MetricqAutoConfiguration.class))
			.withBean(RabbitConnectionDetails.class, this.rabbit::connectionDetails)
			.withBean(transformer)
			.withPropertyValues("spring.application.name=" + this.name, "metricq.reconnect.initial-interval=100ms",
					"token.later=x", "token.list=y")
			.withPropertyValues(properties);
	}

	private void run(Class<?> transformer, ContextConsumer<AssertableApplicationContext> consumer,
			String... properties) {
		for (String property : properties) {
			if (property.startsWith("token.")) {
				this.manager.configure(property.substring(property.indexOf('=') + 1), "{}");
			}
		}
		runner(transformer, properties).run((context) -> {
			assertThat(context).hasNotFailed();
			MetricqTransformerRegistry registry = context.getBean(MetricqTransformerRegistry.class);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> registry.getContainers()
					.stream()
					.allMatch((container) -> container.state() == ContainerState.RUNNING));
			try {
				consumer.accept(context);
			}
			finally {
				registry.stop();
				for (MetricqListenerContainer container : registry.getContainers()) {
					this.channel.queueDelete(container.agent().token() + "-data");
				}
			}
		});
	}

	private static MetricqListenerContainer container(AssertableApplicationContext context) {
		return context.getBean(MetricqTransformerRegistry.class).getContainers().iterator().next();
	}

	private void publish(String metric, double... values) throws IOException {
		long[] times = new long[values.length];
		for (int i = 0; i < times.length; i++) {
			times[i] = TIME + i;
		}
		this.channel.basicPublish("metricq.data", this.name + metric, null,
				ChunkCodec.encode(times, values, values.length));
	}

	static class Celsius {

		private final List<Integer> factors = new CopyOnWriteArrayList<>();

		@MetricqTransformer(metrics = "${spring.application.name}.in",
				outputs = @MetricqOutput(name = "${spring.application.name}.out.celsius", unit = "C",
						quantity = "temperature", rate = "0.5"))
		double celsius(double fahrenheit) {
			return (fahrenheit - 32) / 1.8;
		}

		@MetricqRpc(value = "config", roles = MetricqRole.TRANSFORMER)
		void configure(int factor) {
			this.factors.add(factor);
		}

	}

	static class Several {

		private static final String OUT = "${spring.application.name}.out.";

		@MetricqTransformer(metrics = "${spring.application.name}.in",
				outputs = { @MetricqOutput(name = OUT + "sent"), @MetricqOutput(name = OUT + "chunk") })
		MetricChunk onChunk(MetricChunk chunk, TransformerOutput output) {
			String prefix = chunk.metric().replace(".in", ".out.");
			chunk.points().forEach((point) -> output.send(prefix + "sent", point.time(), point.value()));
			double[] values = new double[chunk.size()];
			for (int i = 0; i < values.length; i++) {
				values[i] = -chunk.value(i);
			}
			return new MetricChunk(prefix + "chunk", chunk.timesNanos(), values);
		}

		@MetricqTransformer(token = "${token.later}", metrics = "${spring.application.name}.later",
				outputs = @MetricqOutput(name = OUT + "later"))
		CompletableFuture<DataPoint> later(DataPoint point) {
			return CompletableFuture.supplyAsync(() -> new DataPoint(point.metric().replace(".later", ".out.later"),
					point.timeNanos(), point.value() * 10),
					CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
		}

		@MetricqTransformer(token = "${token.list}", metrics = "${spring.application.name}.list",
				outputs = @MetricqOutput(name = OUT + "list"))
		List<DataPoint> list(List<DataPoint> points) {
			List<DataPoint> made = new ArrayList<>();
			for (DataPoint point : points) {
				String metric = point.metric().replace(".list", ".out.list");
				made.add(new DataPoint(metric, point.timeNanos(), point.value()));
				made.add(new DataPoint(metric, point.timeNanos(), point.value() + 1));
			}
			return made;
		}

	}

	static class Many {

		private static final String APP = "${spring.application.name}";

		@MetricqTransformer(metrics = APP + ".in.#",
				outputs = { @MetricqOutput(name = APP + ".out.0"), @MetricqOutput(name = APP + ".out.1"),
						@MetricqOutput(name = APP + ".out.2"), @MetricqOutput(name = APP + ".out.3"),
						@MetricqOutput(name = APP + ".out.4"), @MetricqOutput(name = APP + ".out.5"),
						@MetricqOutput(name = APP + ".out.6"), @MetricqOutput(name = APP + ".out.7") })
		DataPoint copy(DataPoint point) {
			return new DataPoint(point.metric().replace(".in.", ".out."), point.timeNanos(), point.value());
		}

	}

	static class Gated {

		private final CountDownLatch gate = new CountDownLatch(1);

		private final Queue<Double> calls = new ConcurrentLinkedQueue<>();

		@MetricqTransformer(metrics = "${spring.application.name}.in",
				outputs = @MetricqOutput(name = "${spring.application.name}.out.gated"))
		double gated(double value) throws InterruptedException {
			this.calls.add(value);
			this.gate.await();
			return value;
		}

	}

	static class Durable {

		private final List<DataPoint> points = new CopyOnWriteArrayList<>();

		@MetricqTransformer(metrics = "${spring.application.name}.in")
		void onPoint(DataPoint point) {
			this.points.add(point);
		}

	}

	static class ByPattern {

		@MetricqTransformer(pattern = "^${spring.application.name}\\..*x",
				outputs = @MetricqOutput(name = "${spring.application.name}.out.x"))
		double same(double value) {
			return value;
		}

	}

	static class NoOutput {

		@MetricqTransformer(metrics = "a")
		double value(double value) {
			return value;
		}

	}

	static class NoResult {

		@MetricqTransformer(metrics = "a", outputs = @MetricqOutput(name = "b"))
		void value(double value) {
		}

	}

	static class Loop {

		@MetricqTransformer(metrics = "a", outputs = @MetricqOutput(name = "a"))
		double value(double value) {
			return value;
		}

	}

	static class NumberOfTwo {

		@MetricqTransformer(metrics = "a", outputs = { @MetricqOutput(name = "b"), @MetricqOutput(name = "c") })
		double value(double value) {
			return value;
		}

	}

	static class NumberOfChunk {

		@MetricqTransformer(metrics = "a", outputs = @MetricqOutput(name = "b"))
		double value(MetricChunk chunk) {
			return chunk.value(0);
		}

	}

	static class WrongResult {

		@MetricqTransformer(metrics = "a", outputs = @MetricqOutput(name = "b"))
		String value(double value) {
			return "";
		}

	}

	static class NoInput {

		@MetricqTransformer(outputs = @MetricqOutput(name = "b"))
		double value(double value) {
			return value;
		}

	}

	static class BadRate {

		@MetricqTransformer(metrics = "a", outputs = @MetricqOutput(name = "b", rate = "-1"))
		double value(double value) {
			return value;
		}

	}

	static class TwiceOneToken {

		@MetricqTransformer(metrics = "a")
		void first(double value) {
		}

		@MetricqTransformer(metrics = "b")
		void second(double value) {
		}

	}

}
