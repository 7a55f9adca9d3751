package io.github.polywire.benchmarks.metricq;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * An application that sends and listens with the starter.
 */
final class OursFlow implements PointFlow {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String name;

	private final ConfigurableApplicationContext context;

	private final MetricqSource source;

	private final PointCheck check;

	private final MetricqSource.Metric metric;

	private OursFlow(String name, Class<?> application, BrokerAddress broker) {
		this.name = name;
		String metricName = "benchmarks." + name;
		this.context = Applications.run(application, broker.toProperties(Map.of("metricq.enabled", true,
				"metricq.fail-fast", true, "metricq.source.token", "source-" + name, "benchmarks.metric", metricName)));
		this.source = this.context.getBean(MetricqSource.class);
		this.metric = this.source.metric(metricName);
		this.check = this.context.getBean(PointCheck.class);
	}

	static OursFlow plain(BrokerAddress broker) {
		return new OursFlow("ours", Application.class, broker);
	}

	static OursFlow observed(BrokerAddress broker) {
		return new OursFlow("ours-observed", ObservedApplication.class, broker);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void chunkSize(int points) {
		this.metric.chunkSize(points);
	}

	@Override
	public void send(long timeNanos, double value) {
		this.metric.send(timeNanos, value);
	}

	@Override
	public void pausing() {
		// Chunks leave when they are full.
	}

	@Override
	public void flush() {
		this.source.flush(PATIENCE);
	}

	@Override
	public PointCheck check() {
		return this.check;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		PointCheck check() {
			return new PointCheck();
		}

		@Bean
		Sink sink(PointCheck check) {
			return new Sink(check);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Application.class)
	static class ObservedApplication {

		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
			return registry;
		}

	}

	record Sink(PointCheck check) {

		@MetricqListener(metrics = "${benchmarks.metric}")
		void onChunks(List<MetricChunk> chunks) {
			for (MetricChunk chunk : chunks) {
				this.check.received(chunk.timesNanos(), chunk.values());
			}
		}

	}

}
