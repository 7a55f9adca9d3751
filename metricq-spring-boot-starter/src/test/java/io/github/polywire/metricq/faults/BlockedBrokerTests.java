package io.github.polywire.metricq.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricqOverflowException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.autoconfigure.MetricqHealthAutoConfiguration;
import io.github.polywire.metricq.autoconfigure.MetricqMetricsAutoConfiguration;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * RabbitMQ runs out of memory and takes no messages for a while.
 */
class BlockedBrokerTests {

	@Test
	void keepsWhatItAcceptedAndTellsWhyNothingGoesOut() throws Exception {
		try (LocalRabbit rabbit = LocalRabbit.builder().dedicated().start();
				TestManager manager = new TestManager(rabbit);
				DataQueue queue = DataQueue.transientQueue(rabbit, "out", "lab.#")) {
			manager.configure("source-blocked", "{}");
			manager.configure("transformer-blocked", "{}");
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
						MetricqAutoConfiguration.class, MetricqHealthAutoConfiguration.class,
						MetricqMetricsAutoConfiguration.class))
				.withBean(RabbitConnectionDetails.class, rabbit::connectionDetails)
				.withBean(SimpleMeterRegistry.class)
				.withBean(Doubling.class)
				.withPropertyValues("spring.application.name=blocked", "metricq.source.buffer-size=2KB",
						"metricq.source.block-timeout=300ms")
				.run((context) -> {
					MetricqListenerContainer container = context.getBean(MetricqTransformerRegistry.class)
						.getContainer("Doubling.twice");
					await().atMost(Duration.ofSeconds(30)).until(() -> container.state() == ContainerState.RUNNING);
					MetricqSource source = context.getBean(MetricqSource.class);
					source.send("lab.a", 0, 0);
					source.flush(Duration.ofSeconds(20));
					rabbit.ctl("set_vm_memory_high_watermark", "0.0000001");
					int accepted = sendUntilFull(source);
					assertBlocked(context);
					rabbit.ctl("set_vm_memory_high_watermark", "0.8");
					source.flush(Duration.ofSeconds(30));
					List<DataPoint> points = new ArrayList<>();
					await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
						points.addAll(queue.drain());
						assertThat(points.stream().filter((point) -> point.metric().equals("lab.a")))
							.extracting(DataPoint::value)
							.hasSize(accepted + 1)
							.isSorted();
						assertThat(points.stream().filter((point) -> point.metric().equals("lab.twice")))
							.hasSize(accepted + 1);
					});
					await().untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
					assertThat(blocked(context, "source")).isZero();
				});
		}
	}

	private static int sendUntilFull(MetricqSource source) {
		// The first shows the broker that there is somebody to block.
		int[] accepted = new int[1];
		assertThatExceptionOfType(MetricqOverflowException.class).isThrownBy(() -> {
			while (accepted[0] < 100_000) {
				source.send("lab.a", accepted[0] + 1, accepted[0] + 1);
				accepted[0]++;
			}
		}).withMessageContaining("300 ms");
		return accepted[0];
	}

	private static void assertBlocked(AssertableApplicationContext context) {
		await().untilAsserted(() -> {
			assertThat(blocked(context, "source")).isEqualTo(1);
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails().get("source").toString()).contains("is blocked");
		});
		assertThat(context.getBean(MeterRegistry.class).get("metricq.source.unconfirmed.chunks").gauge().value())
			.isPositive();
	}

	private static Health health(AssertableApplicationContext context) {
		return ((HealthIndicator) context.getBean("metricqHealthIndicator")).health();
	}

	private static double blocked(AssertableApplicationContext context, String role) {
		MeterRegistry meters = context.getBean(MeterRegistry.class);
		if (meters.find("metricq.connections.blocked").gauges().isEmpty()) {
			context.getBean(MeterBinder.class).bindTo(meters);
		}
		return meters.get("metricq.connections.blocked").tag("role", role).gauge().value();
	}

	static class Doubling {

		@MetricqTransformer(metrics = "lab.a", outputs = @MetricqOutput(name = "lab.twice"))
		double twice(double value) {
			return 2 * value;
		}

	}

}
