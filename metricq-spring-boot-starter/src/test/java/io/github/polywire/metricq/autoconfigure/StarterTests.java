package io.github.polywire.metricq.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqMetric;
import io.github.polywire.metricq.annotation.MetricqRpc;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A whole application with every annotation, against a manager that is not ours.
 */
class StarterTests {

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
				MetricqAutoConfiguration.class))
		.withBean(RabbitConnectionDetails.class, this.rabbit::connectionDetails)
		.withPropertyValues("spring.application.name=starter-test", "metricq.reconnect.initial-interval=100ms",
				"lab.prefix=lab.starter");

	private TestManager manager;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.manager.configure("source-starter-test", "{\"interval\": 0.1, \"_id\": \"source-starter-test\"}");
	}

	@AfterEach
	void stop() {
		this.manager.close();
	}

	@Test
	void runsAMetricFromMethodToMethod() {
		this.runner.withUserConfiguration(Laboratory.class).run((context) -> {
			Laboratory laboratory = context.getBean(Laboratory.class);
			await().atMost(Duration.ofSeconds(30)).until(() -> laboratory.points.size() >= 3);
			assertThat(laboratory.points).allSatisfy((point) -> assertThat(point.metric()).isEqualTo("lab.starter.a"));
			assertThat(laboratory.points).extracting(DataPoint::value).contains(1.0).doesNotContain(2.0);
			await().until(() -> this.manager.metadata().containsKey("lab.starter.a"));
			assertThat(this.manager.metadata().get("lab.starter.a").get("unit").asString()).isEqualTo("C");
			assertThat(laboratory.configs).containsExactly("0.1");
			assertThat(context.getBean(MetricTaskRegistry.class).getMetrics()).singleElement()
				.satisfies((metric) -> assertThat(metric.failed()).isGreaterThanOrEqualTo(1));
			assertThat(context.getBean(MetricqListenerRegistry.class).getContainers()).singleElement()
				.satisfies((container) -> assertThat(container.id()).isEqualTo("Laboratory.onPoint"));
			List<Object> answers = new CopyOnWriteArrayList<>();
			context.getBean(MetricqClient.class)
				.broadcast("lab.add", Map.of("a", 1, "b", 2), Duration.ofSeconds(5),
						(answer) -> answers.add(answer.result().get("sum")));
			await().until(() -> answers.contains(3));
		});
	}

	@Test
	void opensNoConnectionBeforeSomethingUsesIt() {
		this.runner.run((context) -> assertThat(context.getBeansOfType(Agent.class).values()).hasSize(4)
			.allSatisfy((agent) -> assertThat(agent.connections()).isEmpty()));
	}

	@Configuration(proxyBeanMethods = false)
	static class Laboratory {

		private final List<DataPoint> points = new CopyOnWriteArrayList<>();

		private final List<String> configs = new CopyOnWriteArrayList<>();

		private final AtomicInteger calls = new AtomicInteger();

		@MetricqMetric(name = "${lab.prefix}.a", unit = "C", period = "100ms")
		OptionalDouble temperature() {
			return switch (this.calls.incrementAndGet()) {
				case 1 -> throw new IllegalStateException("Sensor out of order");
				case 2 -> OptionalDouble.empty();
				default -> OptionalDouble.of(1);
			};
		}

		@MetricqListener(metrics = "${lab.prefix}.a", expires = "10m")
		void onPoint(DataPoint point) {
			this.points.add(point);
		}

		@MetricqRpc(value = "config", roles = MetricqRole.SOURCE)
		void configure(LabConfig config, MetricqRpcRequest request) {
			this.configs.add(String.valueOf(config.interval()));
		}

		@MetricqRpc("lab.add")
		Map<String, Integer> add(int a, int b) {
			return Map.of("sum", a + b);
		}

	}

	record LabConfig(double interval) {
	}

}
