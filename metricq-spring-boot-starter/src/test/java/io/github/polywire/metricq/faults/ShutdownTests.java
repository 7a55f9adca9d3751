package io.github.polywire.metricq.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that end under load.
 */
class ShutdownTests {

	private static final int POINTS = 3000;

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String name = "end" + MetricqNames.uniqueToken("").substring(1, 12);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
				MetricqAutoConfiguration.class))
		.withBean(RabbitConnectionDetails.class, this.rabbit::connectionDetails)
		.withPropertyValues("spring.application.name=" + this.name, "metricq.source.chunk-size=7");

	private TestManager manager;

	private DataQueue queue;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.manager.configure("source-" + this.name, "{}");
		this.manager.configure("transformer-" + this.name, "{}");
		this.queue = DataQueue.durable(this.rabbit, this.name + "-out", this.name + ".out.#");
	}

	@AfterEach
	void stop() throws Exception {
		this.queue.close();
		this.manager.close();
	}

	@Test
	void sourceLosesNoPointThatItAccepted() throws Exception {
		AtomicLong accepted = new AtomicLong();
		List<Thread> senders = new ArrayList<>();
		this.runner.run((context) -> {
			MetricqSource source = context.getBean(MetricqSource.class);
			for (int i = 0; i < 4; i++) {
				Thread sender = new Thread(() -> sendUntilStopped(source, accepted));
				sender.start();
				senders.add(sender);
			}
			await().until(() -> accepted.get() > 5000);
		});
		for (Thread sender : senders) {
			sender.join();
		}
		Set<Double> arrived = new HashSet<>();
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			this.queue.drain().forEach((point) -> arrived.add(point.value()));
			assertThat(arrived).hasSize((int) accepted.get());
		});
	}

	private void sendUntilStopped(MetricqSource source, AtomicLong accepted) {
		String metric = this.name + ".out." + Thread.currentThread().getId();
		try {
			for (long i = 0; true; i++) {
				source.send(metric, i, Thread.currentThread().getId() * 1e9 + i);
				accepted.incrementAndGet();
			}
		}
		catch (MetricqAgentStoppedException ex) {
			// What was sent before was accepted.
		}
	}

	@Test
	void transformerLosesNoPointThatCame() throws Exception {
		Set<Double> arrived = new HashSet<>();
		try (Channel channel = this.manager.openChannel()) {
			this.runner.withBean(Copying.class).run((context) -> {
				running(context.getBean(MetricqTransformerRegistry.class));
				for (int i = 0; i < POINTS; i++) {
					channel.basicPublish("metricq.data", this.name + ".in." + (i % 10), null,
							ChunkCodec.encode(new long[] { i }, new double[] { i }, 1));
				}
				drainTo(arrived, POINTS / 10);
			});
			this.runner.withBean(Copying.class).run((context) -> {
				MetricqListenerContainer container = running(context.getBean(MetricqTransformerRegistry.class));
				drainTo(arrived, POINTS);
				assertThat(arrived).hasSize(POINTS);
				assertThat(container.counters().dropped()).isZero();
			});
			assertThat(channel.queueDeclarePassive("transformer-" + this.name + "-data").getMessageCount()).isZero();
			channel.queueDelete("transformer-" + this.name + "-data");
		}
	}

	private void drainTo(Set<Double> arrived, int size) {
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			for (DataPoint point : this.queue.drain()) {
				arrived.add(point.value());
			}
			return arrived.size() >= size;
		});
	}

	private static MetricqListenerContainer running(MetricqTransformerRegistry registry) {
		MetricqListenerContainer container = registry.getContainer("Copying.copy");
		await().atMost(Duration.ofSeconds(30)).until(() -> container.state() == ContainerState.RUNNING);
		return container;
	}

	static class Copying {

		@MetricqTransformer(metrics = "${spring.application.name}.in.*",
				outputs = @MetricqOutput(name = "${spring.application.name}.out.all"))
		double copy(double value) {
			return value;
		}

	}

}
