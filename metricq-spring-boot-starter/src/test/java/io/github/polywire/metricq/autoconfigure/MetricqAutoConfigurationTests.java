package io.github.polywire.metricq.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqConfigurationMissingException;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.RecordedMetric;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqMetric;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.github.polywire.metricq.wire.proto.HistoryResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

class MetricqAutoConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
				MetricqAutoConfiguration.class, MetricqHealthAutoConfiguration.class,
				MetricqMetricsAutoConfiguration.class, MetricqEndpointAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.bare
		.withBean(RabbitConnectionDetails.class, LocalRabbit.shared()::connectionDetails)
		.withBean(SimpleMeterRegistry.class)
		.withPropertyValues("metricq.reconnect.initial-interval=100ms",
				"management.endpoints.web.exposure.include=metricq");

	@Test
	void isOffIfToldSo() {
		this.runner.withPropertyValues("metricq.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MetricqSource.class).doesNotHaveBean(Agent.class));
	}

	@Test
	void backsOffForASourceOfTheApplication() {
		this.runner.withBean(MetricqSource.class, () -> mock(MetricqSource.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MetricqSource.class)
				.doesNotHaveBean(SourceTemplate.class));
	}

	@Test
	void doesWithoutOptionalLibraries() {
		this.bare.withBean(RabbitConnectionDetails.class, LocalRabbit.shared()::connectionDetails)
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class, HealthIndicator.class, Endpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(MetricqSource.class)
				.doesNotHaveBean("metricqMetrics")
				.doesNotHaveBean("metricqHealthIndicator"));
	}

	@Test
	void connectsByItsOwnUrl() {
		this.bare.withPropertyValues("metricq.url=amqps://me:p%40ss@broker.example/net").run((context) -> {
			BrokerAccess access = context.getBean(BrokerAccess.class);
			ConnectionFactory factory = access.management().factory();
			assertThat(access.management().describe()).isEqualTo("broker.example:5671 (virtual host net)");
			assertThat(factory.getUsername()).isEqualTo("me");
			assertThat(factory.getPassword()).isEqualTo("p@ss");
			assertThat(factory.isSSL()).isTrue();
			assertThat(context.getBean(MetricqProperties.class).toString()).doesNotContain("p%40ss");
		});
	}

	@Test
	void connectsByConnectionDetails() {
		this.bare.withPropertyValues("metricq.url=amqp://me:mine@property.example")
			.withBean(MetricqConnectionDetails.class, () -> () -> "amqp://me:mine@container.example:7777/net")
			.run((context) -> {
				assertThat(context).hasSingleBean(MetricqConnectionDetails.class);
				assertThat(context.getBean(BrokerAccess.class).management().describe())
					.isEqualTo("container.example:7777 (virtual host net)");
			});
	}

	@Test
	void connectsByConnectionDetailsOfRabbitWithoutUrl() {
		this.runner.run((context) -> {
			assertThat(context.getBean(MetricqConnectionDetails.class).getUrl()).isNull();
			assertThat(context.getBean(BrokerAccess.class).management().describe())
				.startsWith(LocalRabbit.shared().host() + ":" + LocalRabbit.shared().port());
		});
	}

	@Test
	void tellsOfAnSslBundleThatIsMissing() {
		this.bare.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues("metricq.url=amqps://me:mine@broker.example", "metricq.ssl.bundle=absent")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("metricq.ssl.bundle")
				.hasMessageContaining("absent"));
	}

	@ParameterizedTest
	@CsvSource({ "metricq.url, http://me:secret@broker", "metricq.source.chunk-size, 65537",
			"metricq.source.buffer-size, 1B", "metricq.rpc-timeout, 0s", "metricq.listener.prefetch, 65536",
			"metricq.listener.retry.multiplier, 0.5", "metricq.reconnect.max-interval, 10ms",
			"metricq.source.token, ''' '''", "metricq.db.history-concurrency, 0", "metricq.transformer.prefetch, 0",
			"metricq.ssl.bundle, missing" })
	void namesThePropertyThatIsWrong(String property, String value) {
		this.bare.withPropertyValues(property + "=" + value.replace("'", ""))
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo(property);
					assertThat(ex.getReason()).isNotEmpty();
					assertThat(ex.getMessage()).doesNotContain("secret");
				}));
	}

	@Test
	void startsWithoutABrokerAndTellsHealth() {
		this.bare.withPropertyValues("metricq.url=amqp://127.0.0.1:1", "metricq.reconnect.initial-interval=100ms")
			.withUserConfiguration(Listening.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MetricqHealthIndicator indicator = context.getBean(MetricqHealthIndicator.class);
				await().untilAsserted(() -> {
					Health health = indicator.health();
					assertThat(health.getStatus()).isEqualTo(Status.DOWN);
					assertThat(health.getDetails().get("sink").toString()).contains("refused");
				});
				assertThat(indicator.health().getDetails()).containsEntry("history", "not in use");
			});
	}

	@Test
	void failsTheStartWithoutABrokerIfToldSo() {
		this.bare
			.withPropertyValues("metricq.url=amqp://127.0.0.1:1", "metricq.fail-fast=true", "metricq.rpc-timeout=2s")
			.withUserConfiguration(Listening.class)
			.run((context) -> {
				assertThat(context).getFailure().rootCause().isNotNull();
				FailureAnalysis analysis = new MetricqFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("127.0.0.1:1");
				assertThat(analysis.getAction()).contains("metricq.url").contains("metricq.fail-fast=false");
				assertThat(analysis.getCause()).isInstanceOf(MetricqConnectionException.class);
			});
	}

	@Test
	void failsTheStartWithoutAConfigurationIfToldSo() throws Exception {
		try (TestManager manager = new TestManager(LocalRabbit.shared())) {
			assertThat(manager.configs()).isEmpty();
			this.runner
				.withPropertyValues("metricq.fail-fast=true", "metricq.sink.durable=true",
						"metricq.sink.token=sink-unknown")
				.withUserConfiguration(Listening.class)
				.run((context) -> {
					FailureAnalysis analysis = new MetricqFailureAnalyzer().analyze(context.getStartupFailure());
					assertThat(analysis.getCause()).isInstanceOf(MetricqConfigurationMissingException.class);
					assertThat(analysis.getDescription()).contains("sink-unknown");
					assertThat(analysis.getAction()).contains("sink-unknown");
				});
		}
	}

	@Test
	void failsTheStartForAListenerThatCannotWork() {
		this.runner.withUserConfiguration(Broken.class).run((context) -> {
			FailureAnalysis analysis = new MetricqFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getCause()).isInstanceOf(MetricqDefinitionException.class);
			assertThat(analysis.getDescription()).contains("Broken.nothing()");
			assertThat(analysis.getAction()).contains("DataPoint");
		});
	}

	@Test
	void saysWhereABrokerComesFromIfThereIsNone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(MetricqException.class)
				.hasMessageContaining("metricq.url"));
	}

	@Test
	void showsListenersAndMetersAndHealthOfWhatRuns() throws Exception {
		try (TestManager manager = new TestManager(LocalRabbit.shared())) {
			manager.configure("source-application", "{}");
			this.runner.withUserConfiguration(Listening.class, Failing.class).run((context) -> {
				MetricqListenerRegistry registry = context.getBean(MetricqListenerRegistry.class);
				await().atMost(Duration.ofSeconds(30))
					.until(() -> registry.getContainer("listening").state() == ContainerState.RUNNING);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(MetricqMetrics.class).bindTo(meters);
				assertThat(meters.get("metricq.agent.ready").tag("role", "sink").gauge().value()).isEqualTo(1);
				assertThat(meters.get("metricq.listener.points").tag("listener", "listening").functionCounter().count())
					.isZero();
				await().untilAsserted(() -> assertThat(
						meters.get("metricq.metric.failed").tag("metric", "lab.failing").functionCounter().count())
					.isPositive());
				assertThat(meters.get("metricq.source.unconfirmed.bytes").gauge().value()).isZero();
				Health health = context.getBean(MetricqHealthIndicator.class).health();
				assertThat(health.getDetails()).containsEntry("sink", "ready");
				assertThat(health.getDetails().get("metricsFailing").toString()).contains("lab.failing")
					.contains("Sensor");
				MetricqEndpoint.Description description = context.getBean(MetricqEndpoint.class).metricq();
				assertThat(description.listeners()).singleElement()
					.satisfies((listener) -> assertThat(listener.metrics()).containsExactly("lab.listened"));
				assertThat(description.agents()).hasSize(4);
				assertThat(description.metrics()).hasSize(1);
			});
		}
	}

	@Test
	void showsTransformersAndDatabases() throws Exception {
		try (TestManager manager = new TestManager(LocalRabbit.shared())) {
			manager.configure("transformer-ops", "{}");
			manager.configure("db-ops", "{}");
			this.runner.withBean("transforming", Transforming.class)
				.withPropertyValues("spring.application.name=ops", "metricq.reconnect.initial-interval=100ms")
				.run((context) -> {
					MetricqTransformerRegistry transformers = context.getBean(MetricqTransformerRegistry.class);
					MetricqDatabaseRegistry databases = context.getBean(MetricqDatabaseRegistry.class);
					await().atMost(Duration.ofSeconds(30))
						.until(() -> transformers.getContainer("half").state() == ContainerState.RUNNING
								&& databases.getContainer("transforming").state() == ContainerState.RUNNING);
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					context.getBean(MetricqMetrics.class).bindTo(meters);
					for (String role : List.of("transformer", "db")) {
						assertThat(meters.get("metricq.agent.ready").tag("role", role).gauge().value()).isEqualTo(1);
						assertThat(meters.get("metricq.listener.points").tag("role", role).functionCounter().count())
							.isZero();
					}
					meters.get("metricq.transformer.points").tag("transformer", "half").functionCounter();
					meters.get("metricq.db.requests").tag("database", "transforming").functionCounter();
					MetricqHealthIndicator indicator = context.getBean(MetricqHealthIndicator.class);
					await().untilAsserted(
							() -> assertThat(indicator.health().getDetails()).containsEntry("transformer-ops", "ready")
								.containsEntry("db-ops", "ready"));
					assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
					MetricqEndpoint.Description description = context.getBean(MetricqEndpoint.class).metricq();
					assertThat(description.transformers()).singleElement()
						.satisfies((transformer) -> assertThat(transformer.queue()).isEqualTo("transformer-ops-data"));
					assertThat(description.databases()).singleElement()
						.satisfies((database) -> assertThat(database.metrics()).containsExactly("lab.half"));
					assertThat(description.agents()).extracting(MetricqEndpoint.AgentDescription::role)
						.contains("transformer", "db");
					transformers.unregister("half");
					assertThat(meters.find("metricq.transformer.points").functionCounter()).isNull();
				});
			try (Channel channel = manager.openChannel()) {
				for (String queue : List.of("transformer-ops-data", "db-ops-data", "db-ops-hreq")) {
					channel.queueDelete(queue);
				}
			}
		}
	}

	@Test
	void tellsHealthThatATransformerHasNoConfiguration() throws Exception {
		try (TestManager manager = new TestManager(LocalRabbit.shared())) {
			assertThat(manager.configs()).isEmpty();
			this.runner.withBean("transforming", Transforming.class)
				.withPropertyValues("spring.application.name=unknown")
				.run((context) -> {
					MetricqHealthIndicator indicator = context.getBean(MetricqHealthIndicator.class);
					await().untilAsserted(() -> {
						Health health = indicator.health();
						assertThat(health.getStatus()).isEqualTo(Status.DOWN);
						assertThat(health.getDetails().get("transformersNotRunning").toString())
							.contains("transformer-unknown");
						assertThat(health.getDetails().get("databasesNotRunning").toString()).contains("db-unknown");
					});
				});
		}
	}

	@Test
	void registersHintsForProtobuf() {
		RuntimeHints hints = new RuntimeHints();
		new MetricqRuntimeHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection().onType(HistoryResponse.class)).accepts(hints);
	}

	static class Listening {

		@MetricqListener(metrics = "lab.listened", id = "listening")
		void onPoint(DataPoint point) {
		}

	}

	static class Transforming implements MetricqHistoryProvider {

		@MetricqTransformer(id = "half", metrics = "lab.whole", outputs = @MetricqOutput(name = "lab.half"))
		double half(double value) {
			return value / 2;
		}

		@Override
		public Collection<RecordedMetric> metrics() {
			return List.of(RecordedMetric.of("lab.half"));
		}

		@Override
		public void store(List<MetricChunk> chunks) {
		}

		@Override
		public io.github.polywire.metricq.HistoryResponse answer(HistoryRequest request) {
			return io.github.polywire.metricq.HistoryResponse.empty(request.metric());
		}

	}

	static class Failing {

		@MetricqMetric(name = "lab.failing", period = "PT0.05S")
		int fail() {
			throw new IllegalStateException("Sensor out of order");
		}

	}

	static class Broken {

		@MetricqListener(metrics = "lab.listened")
		void nothing() {
		}

	}

}
