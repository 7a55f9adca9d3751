package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqOverflowException;
import io.github.polywire.metricq.MetricqSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyDouble;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

class MetricqMeterRegistryTests {

	// So long that nothing but the tests publishes.
	private static final Duration STEP = Duration.ofHours(10);

	private final MockClock clock = new MockClock();

	private final MetricqMeterRegistry registry = new MetricqMeterRegistry("source-lab", STEP, this.clock);

	private final MetricqSource source = mock(MetricqSource.class);

	private final Map<String, Double> sent = new LinkedHashMap<>();

	private final Map<String, Map<String, Object>> declared = new LinkedHashMap<>();

	@BeforeEach
	void start() {
		accept();
		given(this.source.declareMetrics(any())).willAnswer((call) -> {
			this.declared.putAll(call.getArgument(0));
			return CompletableFuture.completedFuture(null);
		});
		this.registry.start(this.source);
	}

	@AfterEach
	void stop() {
		this.registry.close();
	}

	private void accept() {
		willAnswer((call) -> this.sent.put(call.getArgument(0), call.getArgument(2))).given(this.source)
			.send(anyString(), anyLong(), anyDouble());
	}

	private void step() {
		this.clock.add(STEP);
		this.registry.publish();
	}

	@Test
	void publishesCountersAsRates() {
		Counter.builder("orders").baseUnit("rows").register(this.registry).increment(STEP.toSeconds() * 3);
		FunctionCounter.builder("seen", this, (it) -> STEP.toSeconds() * 2.0).register(this.registry);
		step();
		assertThat(this.sent).containsOnly(entry("source-lab.orders.rate", 3.0), entry("source-lab.seen.rate", 2.0));
		assertThat(this.declared.get("source-lab.orders.rate")).containsEntry("unit", "rows/s")
			.containsEntry("rate", 1.0 / STEP.toSeconds());
		step();
		assertThat(this.sent).containsEntry("source-lab.orders.rate", 0.0);
	}

	@Test
	void publishesGaugesAsTheyAreAndNothingForNotANumber() {
		Gauge.builder("queue.depth", () -> 7).description("What waits").register(this.registry);
		Gauge.builder("unknown", () -> Double.NaN).register(this.registry);
		step();
		assertThat(this.sent).containsOnly(entry("source-lab.queue.depth", 7.0));
		assertThat(this.declared).containsOnlyKeys("source-lab.queue.depth");
		assertThat(this.declared.get("source-lab.queue.depth")).containsEntry("description", "What waits")
			.doesNotContainKey("unit");
	}

	@Test
	void publishesMeansInSecondsAndNoneWithoutASample() {
		Timer timer = this.registry.timer("calls");
		timer.record(2, TimeUnit.SECONDS);
		timer.record(4, TimeUnit.SECONDS);
		DistributionSummary.builder("sizes").baseUnit("bytes").register(this.registry);
		step();
		assertThat(this.sent).containsEntry("source-lab.calls.rate", 2.0 / STEP.toSeconds())
			.containsEntry("source-lab.calls.mean", 3.0)
			.containsEntry("source-lab.sizes.rate", 0.0)
			.doesNotContainKey("source-lab.sizes.mean");
		assertThat(this.declared.get("source-lab.calls.mean")).containsEntry("unit", "seconds");
		assertThat(this.declared.get("source-lab.sizes.max")).containsEntry("unit", "bytes");
	}

	@Test
	void namesTagsWithoutDotsAndWildcards() {
		this.registry.gauge("pool", Tags.of("uri", "/a.b/*", "empty", ""), 1);
		step();
		assertThat(this.sent).containsOnlyKeys("source-lab.pool.empty._.uri._a_b__");
	}

	@Test
	void leavesOutNamesThatAreTooLong() {
		this.registry.counter("long", "tag", "x".repeat(250)).increment();
		this.registry.counter("short").increment();
		step();
		assertThat(this.sent).containsOnlyKeys("source-lab.short.rate");
	}

	@Test
	void declaresEachMetricOnceAndAgainAfterAFailure() {
		this.registry.counter("one");
		willReturn(CompletableFuture.failedFuture(new MetricqConnectionException("Not connected", null)))
			.given(this.source)
			.declareMetrics(any());
		step();
		assertThat(this.sent).containsOnlyKeys("source-lab.one.rate");
		willAnswer((call) -> {
			Map<String, Map<String, Object>> added = call.getArgument(0);
			added.forEach((name, values) -> assertThat(this.declared.put(name, values)).isNull());
			return CompletableFuture.completedFuture(null);
		}).given(this.source).declareMetrics(any());
		step();
		this.registry.counter("two");
		step();
		assertThat(this.declared).containsOnlyKeys("source-lab.one.rate", "source-lab.two.rate");
	}

	@Test
	void goesOnWithTheNextStepWhenThereWasNoRoom() {
		this.registry.counter("one");
		willThrow(new MetricqOverflowException("source-lab.one.rate", "no room")).given(this.source)
			.send(anyString(), anyLong(), anyDouble());
		step();
		assertThat(this.sent).isEmpty();
		accept();
		step();
		assertThat(this.sent).containsOnlyKeys("source-lab.one.rate");
	}

}
