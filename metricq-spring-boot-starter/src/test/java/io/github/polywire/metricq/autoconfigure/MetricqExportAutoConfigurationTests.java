package io.github.polywire.metricq.autoconfigure;

import java.util.List;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.client.MetricqMeterRegistry;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MetricqExportAutoConfigurationTests {

	private final ApplicationContextRunner off = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class,
				MetricqAutoConfiguration.class, MetricqMetricsAutoConfiguration.class,
				MetricqExportAutoConfiguration.class))
		.withBean(RabbitConnectionDetails.class, LocalRabbit.shared()::connectionDetails)
		.withPropertyValues("spring.application.name=export-test", "metricq.source.shutdown-timeout=100ms");

	private final ApplicationContextRunner on = this.off.withPropertyValues("metricq.metrics.export.enabled=true");

	@Test
	void isOffByDefaultAndWithTheStarter() {
		this.off.run((context) -> assertThat(context).doesNotHaveBean(MetricqMeterRegistry.class));
		this.on.withPropertyValues("metricq.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MetricqMeterRegistry.class));
	}

	@Test
	void needsMicrometer() {
		this.on.withClassLoader(new FilteredClassLoader(MeterRegistry.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("metricqMeterRegistry"));
	}

	@Test
	void takesPartBeforeAnythingIsConnected() {
		this.on.run((context) -> {
			assertThat(context).hasSingleBean(MetricqMeterRegistry.class);
			assertThat(context.getBean(MeterRegistry.class)).isInstanceOf(MetricqMeterRegistry.class);
			assertThat(context.getBeansOfType(Agent.class).values())
				.allSatisfy((agent) -> assertThat(agent.connections()).isEmpty());
		});
	}

	@Test
	void refusesAStepThatIsTooShort() {
		this.on.withPropertyValues("metricq.metrics.export.step=1ms")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void publishesWhatTheApplicationMeasures() throws Exception {
		LocalRabbit rabbit = LocalRabbit.shared();
		try (TestManager manager = new TestManager(rabbit);
				DataQueue queue = DataQueue.transientQueue(rabbit, "export-test", "lab.app.#")) {
			manager.configure("source-export-test", "{}");
			this.on.withPropertyValues("metricq.metrics.export.step=200ms", "metricq.metrics.export.prefix=lab.app")
				.run((context) -> {
					context.getBean(MeterRegistry.class).gauge("queue.depth", 7);
					await().until(() -> contains(queue, "lab.app.queue.depth", 7));
					await().until(() -> manager.metadata().containsKey("lab.app.queue.depth"));
					JsonNode metadata = manager.metadata().get("lab.app.queue.depth");
					assertThat(metadata.get("rate").asDouble()).isEqualTo(5);
					assertThat(metadata.has("chunkSize")).isTrue();
					await().until(() -> manager.metadata().containsKey("lab.app.metricq.source.points.rate"));
				});
		}
	}

	private static boolean contains(DataQueue queue, String metric, double value) throws Exception {
		List<DataPoint> points = queue.drain();
		return points.stream().anyMatch((point) -> point.metric().equals(metric) && point.value() == value);
	}

}
