package io.github.polywire.benchmarks.metricq;

import java.util.Map;
import java.util.function.Consumer;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqTime;
import io.github.polywire.metricq.TimeValue;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Asks for a history with the starter.
 */
final class OursHistory implements HistoryAsker {

	private final ConfigurableApplicationContext context;

	private final MetricqHistoryClient client;

	OursHistory(BrokerAddress broker) {
		this.context = Applications.run(Application.class, broker.toProperties(Map.of("metricq.enabled", true)));
		this.client = this.context.getBean(MetricqHistoryClient.class);
	}

	@Override
	public String name() {
		return "ours";
	}

	@Override
	public long ask() {
		Reader reader = new Reader();
		this.client
			.rawTimeline(HandDatabase.METRIC, MetricqTime.ofEpochNanos(Points.timeNanos(0)),
					MetricqTime.ofEpochNanos(Points.timeNanos(HandDatabase.SIZE)))
			.values()
			.forEachOrdered(reader);
		return reader.right;
	}

	@Override
	public void close() {
		this.context.close();
	}

	private static final class Reader implements Consumer<TimeValue> {

		private long number;

		private long right;

		@Override
		public void accept(TimeValue value) {
			if (value.timeNanos() == Points.timeNanos(this.number) && value.value() == Points.value(this.number)) {
				this.right++;
			}
			this.number++;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
