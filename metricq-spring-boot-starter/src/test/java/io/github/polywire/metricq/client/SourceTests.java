package io.github.polywire.metricq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqOverflowException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.OverflowPolicy;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.integration.DataQueue;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class SourceTests {

	private static final long TIME = 1_700_000_000_000_000_000L;

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String metric = MetricqNames.uniqueToken("test.source");

	private TestManager manager;

	private Agent agent;

	private SourceTemplate source;

	private DataQueue queue;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.agent = Agents.agent(this.rabbit, MetricqRole.SOURCE, MetricqNames.uniqueToken("source-test"));
		this.manager.configure(this.agent.token(), "{}");
		this.queue = DataQueue.transientQueue(this.rabbit, this.metric + "-queue", this.metric, this.metric + ".b");
		this.source = source(
				settings(1, Duration.ofSeconds(60), 1 << 20, OverflowPolicy.BLOCK, Duration.ofSeconds(20)));
	}

	@AfterEach
	void stop() throws Exception {
		this.source.stop();
		this.agent.stop();
		this.queue.close();
		this.manager.close();
	}

	@Test
	void sendsAPointAsTheOriginalDoes() throws Exception {
		assertThat(this.agent.state()).isEqualTo(MetricqAgent.State.IDLE);
		this.source.send(this.metric, Instant.ofEpochSecond(1_700_000_000), 0);
		Delivery delivery = this.queue.poll();
		assertThat(delivery.getBody()).asHexString()
			.isEqualToIgnoringCase("0A098080A8B1E39FE7CB1712080000000000000000");
		assertThat(delivery.getEnvelope().getExchange()).isEqualTo("metricq.data");
		assertThat(delivery.getEnvelope().getRoutingKey()).isEqualTo(this.metric);
		assertThat(delivery.getProperties().getContentType()).isNull();
		assertThat(delivery.getProperties().getAppId()).isNull();
		assertThat(this.manager.requests("source.register")).hasSize(1);
	}

	@Test
	void collectsPointsIntoChunksByMetric() throws Exception {
		this.source.metric(this.metric).chunkSize(3);
		MetricqSource.Metric other = this.source.metric(this.metric + ".b").chunkSize(2);
		for (int i = 0; i < 4; i++) {
			this.source.send(new DataPoint(this.metric, TIME + i, i));
			other.send(TIME + i, -i);
		}
		List<Delivery> chunks = List.of(this.queue.poll(), this.queue.poll(), this.queue.poll());
		Map<String, List<Integer>> sizes = new LinkedHashMap<>();
		for (Delivery chunk : chunks) {
			sizes.computeIfAbsent(chunk.getEnvelope().getRoutingKey(), (key) -> new ArrayList<>())
				.add(DataQueue.decode(chunk).size());
		}
		assertThat(sizes).containsEntry(this.metric, List.of(3)).containsEntry(this.metric + ".b", List.of(2, 2));
		this.source.flush(Duration.ofSeconds(20));
		assertThat(this.queue.points(1)).containsExactly(new DataPoint(this.metric, TIME + 3, 3));
	}

	@Test
	void keepsPointsUntilTheFlushWithoutChunkSize() throws Exception {
		this.source.metric(this.metric).onlyByFlush();
		this.source.send(new MetricChunk(this.metric, new long[] { TIME, TIME + 1 }, new double[] { 1, 2 }));
		this.source.send(this.metric, TIME + 2, 3);
		assertThat(this.agent.state()).isEqualTo(MetricqAgent.State.IDLE);
		this.source.flush();
		assertThat(DataQueue.decode(this.queue.poll())).extracting(DataPoint::value).containsExactly(1.0, 2.0, 3.0);
	}

	@Test
	void sendsAChunkThatIsOldEnough() throws Exception {
		this.source.stop();
		this.source = source(
				settings(1000, Duration.ofMillis(100), 1 << 20, OverflowPolicy.BLOCK, Duration.ofSeconds(20)));
		this.source.send(this.metric, TIME, 1);
		assertThat(this.queue.points(1)).containsExactly(new DataPoint(this.metric, TIME, 1));
	}

	@Test
	void confirmsWhatItSent() {
		for (int i = 0; i < 1000; i++) {
			this.source.send(this.metric, TIME + i, i);
		}
		this.source.flush(Duration.ofSeconds(20));
		SourceCounts counts = this.source.counts();
		assertThat(counts.sentPoints()).isEqualTo(1000);
		assertThat(counts.sentChunks()).isEqualTo(1000);
		assertThat(counts.unconfirmedChunks()).isZero();
		assertThat(counts.unconfirmedBytes()).isZero();
	}

	@Test
	void keepsTheOrderOfAMetricAcrossThreads() throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (String name : List.of(this.metric, this.metric + ".b")) {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 2000; i++) {
					this.source.send(name, TIME + i, i);
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		List<DataPoint> points = this.queue.points(4000);
		for (String name : List.of(this.metric, this.metric + ".b")) {
			assertThat(points.stream().filter((point) -> point.metric().equals(name)).mapToLong(DataPoint::timeNanos))
				.isSorted()
				.hasSize(2000);
		}
	}

	@Test
	void declaresMetricsWithTheirChunkSizes() throws Exception {
		this.source.metric(this.metric).chunkSize(10);
		this.source.metric(this.metric + ".b").onlyByFlush();
		Map<String, Object> metadata = Map.of("unit", "W");
		this.source.declareMetrics(Map.of(this.metric, metadata, this.metric + ".b", Map.of()))
			.get(20, TimeUnit.SECONDS);
		assertThat(this.manager.metadata().get(this.metric).get("unit").asString()).isEqualTo("W");
		assertThat(this.manager.metadata().get(this.metric).get("chunkSize").asInt()).isEqualTo(10);
		assertThat(this.manager.metadata().get(this.metric + ".b").get("chunkSize").isNull()).isTrue();
	}

	@Test
	void refusesNamesThatAreNoRoutingKeys() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.source.send("", TIME, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.source.send("\u00e4".repeat(128), TIME, 1))
			.withMessageContaining("256 bytes");
		this.source.metric("a".repeat(255));
	}

	@Test
	void failsWhenThereIsNoRoom() {
		withoutManager(OverflowPolicy.FAIL, Duration.ZERO);
		int accepted = 0;
		MetricqOverflowException failure = null;
		while (failure == null) {
			try {
				this.source.send(this.metric, TIME + accepted, accepted);
				accepted++;
			}
			catch (MetricqOverflowException ex) {
				failure = ex;
			}
		}
		assertThat(failure).hasMessageContaining(this.metric).hasMessageContaining("metricq.source.buffer-size");
		assertThat(this.source.overflowCount()).isEqualTo(1);
		assertAllArrive(accepted);
	}

	@Test
	void waitsForRoom() {
		withoutManager(OverflowPolicy.BLOCK, Duration.ofMillis(200));
		int accepted = 0;
		boolean full = false;
		while (!full) {
			try {
				this.source.send(this.metric, TIME + accepted, accepted);
				accepted++;
			}
			catch (MetricqOverflowException ex) {
				assertThat(ex).hasMessageContaining("200 ms");
				full = true;
			}
		}
		assertAllArrive(accepted);
	}

	@Test
	void dropsTheOldestWhenThereIsNoRoom() throws Exception {
		withoutManager(OverflowPolicy.DROP_OLDEST, Duration.ZERO);
		for (int i = 0; i < 100; i++) {
			this.source.send(this.metric, TIME + i, i);
		}
		long dropped = this.source.counts().droppedPoints();
		assertThat(dropped).isPositive();
		this.manager.configure(this.agent.token(), "{}");
		List<DataPoint> points = this.queue.points(100 - (int) dropped);
		assertThat(points).extracting(DataPoint::value).first().isEqualTo((double) dropped);
		assertThat(points).extracting(DataPoint::value).last().isEqualTo(99.0);
	}

	@Test
	void saysThatAFlushTookTooLong() {
		withoutManager(OverflowPolicy.BLOCK, Duration.ofMillis(200));
		this.source.send(this.metric, TIME, 1);
		assertThatExceptionOfType(MetricqTimeoutException.class)
			.isThrownBy(() -> this.source.flush(Duration.ofMillis(300)))
			.withMessageContaining(this.agent.token());
		this.manager.configure(this.agent.token(), "{}");
		this.source.flush(Duration.ofSeconds(20));
	}

	@Test
	void sendsWhatItHasWhenItIsStoppedAndNothingAfter() throws Exception {
		this.source.metric(this.metric).chunkSize(100);
		this.source.send(this.metric, TIME, 1);
		this.source.stop();
		assertThat(this.queue.points(1)).hasSize(1);
		assertThatExceptionOfType(MetricqAgentStoppedException.class)
			.isThrownBy(() -> this.source.send(this.metric, TIME, 2));
		this.source.start();
		this.source.send(this.metric, TIME + 1, 2);
		this.source.flush();
		assertThat(this.queue.points(1)).containsExactly(new DataPoint(this.metric, TIME + 1, 2));
	}

	@Test
	void sendsAgainWhenItsAgentWasStoppedAndStarted() throws Exception {
		this.source.send(this.metric, TIME, 1);
		this.source.flush(Duration.ofSeconds(20));
		this.agent.stop(new IllegalStateException("out of order"));
		this.source.send(this.metric, TIME + 1, 2);
		assertThat(this.source.counts().unconfirmedChunks()).isEqualTo(1);
		this.agent.start();
		this.source.send(this.metric, TIME + 2, 3);
		this.source.flush(Duration.ofSeconds(20));
		assertThat(this.queue.points(3)).extracting(DataPoint::value).containsExactly(1.0, 2.0, 3.0);
		assertThat(this.source.failure()).isNull();
	}

	@Test
	void sendsWhatWasFirstSentWhileItsAgentWasStopped() throws Exception {
		this.agent.stop(new IllegalStateException("out of order"));
		this.source.send(this.metric, TIME, 1);
		await().untilAsserted(() -> assertThat(this.source.failure()).contains(this.agent.token()));
		this.agent.start();
		this.source.flush(Duration.ofSeconds(20));
		assertThat(this.queue.points(1)).containsExactly(new DataPoint(this.metric, TIME, 1));
	}

	@Test
	void endsAtOnceWhenItsAgentWasStopped() {
		this.agent.stop(new IllegalStateException("out of order"));
		this.source.send(this.metric, TIME, 1);
		long begin = System.nanoTime();
		this.source.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
		assertThat(this.source.counts().unconfirmedChunks()).isEqualTo(1);
	}

	@Test
	void staysAsItIsWhenItsAgentIsStartedAgain() throws Exception {
		this.source.send(this.metric, TIME, 1);
		this.source.flush(Duration.ofSeconds(20));
		this.agent.start();
		this.source.send(this.metric, TIME + 1, 2);
		this.source.flush(Duration.ofSeconds(20));
		assertThat(this.manager.requests("source.register")).hasSize(1);
		assertThat(this.source.counts().replayedChunks()).isZero();
	}

	@Test
	void reconnectsWhenTheExchangeIsMissingAtFirst() throws Exception {
		this.manager.on("source.register",
				(request) -> this.manager.registerSource(request).put("dataExchange", "metricq.test.late"));
		this.source.send(this.metric, TIME, 1);
		await().until(() -> this.source.counts().unconfirmedChunks() == 1 && this.agent.reconnectCount() > 0);
		try (Channel channel = this.manager.openChannel()) {
			channel.exchangeDeclare("metricq.test.late", "topic", false, true, null);
			channel.queueBind(this.metric + "-queue", "metricq.test.late", "#");
			assertThat(this.queue.points(1)).hasSize(1);
		}
	}

	private void withoutManager(OverflowPolicy overflow, Duration blockTimeout) {
		this.source.stop();
		this.manager.configure(this.agent.token(), "null");
		this.manager.on("source.register", (request) -> {
			if (this.manager.configs().get(this.agent.token()).isNull()) {
				throw new IllegalStateException("out of order");
			}
			return this.manager.registerSource(request);
		});
		this.source = source(settings(1, Duration.ofSeconds(60), 2000, overflow, blockTimeout));
	}

	private void assertAllArrive(int accepted) {
		assertThat(accepted).isBetween(3, 50);
		this.manager.configure(this.agent.token(), "{}");
		await().untilAsserted(() -> assertThat(this.source.counts().sentPoints()).isGreaterThanOrEqualTo(accepted - 1));
		this.source.flush(Duration.ofSeconds(20));
		assertThat(this.source.counts().sentPoints()).isEqualTo(accepted);
	}

	private SourceTemplate source(SourceSettings settings) {
		SourceTemplate template = new SourceTemplate(this.agent, settings);
		template.start();
		return template;
	}

	private static SourceSettings settings(int chunkSize, Duration maxAge, long bufferSize, OverflowPolicy overflow,
			Duration blockTimeout) {
		return new SourceSettings(chunkSize, maxAge, bufferSize, overflow, blockTimeout, true, Duration.ofSeconds(20));
	}

}
