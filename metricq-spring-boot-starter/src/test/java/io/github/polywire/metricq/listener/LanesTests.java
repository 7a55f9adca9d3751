package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.MetricChunk;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Lanes}.
 */
class LanesTests {

	private static final int LANES = 4;

	private static final int BATCH = 10;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ChunkConsumer consumer = new ChunkConsumer(mock(Channel.class), 1,
			mock(ChunkConsumer.Receiver.class));

	private final Map<String, List<Long>> handled = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> atWork = new ConcurrentHashMap<>();

	private final List<String> overlaps = new CopyOnWriteArrayList<>();

	private final AtomicInteger largestBatch = new AtomicInteger();

	private final Lanes lanes = new Lanes(LANES, BATCH, this.executor, this::handle);

	private void handle(List<DeliveredChunk> batch) {
		this.largestBatch.accumulateAndGet(batch.size(), Math::max);
		String metric = batch.get(0).chunk().metric();
		AtomicInteger busy = this.atWork.computeIfAbsent(metric, (name) -> new AtomicInteger());
		if (busy.incrementAndGet() > 1) {
			this.overlaps.add(metric);
		}
		for (DeliveredChunk chunk : batch) {
			this.handled.computeIfAbsent(chunk.chunk().metric(), (name) -> new CopyOnWriteArrayList<>())
				.add(chunk.tag());
		}
		busy.decrementAndGet();
	}

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	@Test
	void keepsTheOrderOfAMetricAtAnyPace() {
		Map<String, List<Long>> sent = new HashMap<>();
		for (long tag = 1; tag <= 3000; tag++) {
			String metric = "metric" + tag % 7;
			sent.computeIfAbsent(metric, (name) -> new ArrayList<>()).add(tag);
			this.lanes.dispatch(chunk(metric, tag));
			if (tag % 100 == 0) {
				// Lets lanes run dry in between, which is where they wait or end.
				LockSupport.parkNanos(tag * 1000);
			}
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.handled).isEqualTo(sent));
		assertThat(this.overlaps).isEmpty();
		assertThat(this.largestBatch.get()).isBetween(1, BATCH);
		assertThat(this.lanes.waiting()).isZero();
	}

	@Test
	void handlesWhatCameInAPauseWhenItIsOver() {
		this.lanes.dispatch(chunk("m", 1));
		Awaitility.await().until(() -> this.handled.containsKey("m"));
		this.lanes.pause(true);
		this.lanes.dispatch(chunk("m", 2));
		this.lanes.dispatch(chunk("m", 3));
		assertThat(this.lanes.waiting()).isEqualTo(2);
		this.lanes.pause(false);
		Awaitility.await().untilAsserted(() -> assertThat(this.handled.get("m")).containsExactly(1L, 2L, 3L));
	}

	private DeliveredChunk chunk(String metric, long tag) {
		return new DeliveredChunk(this.consumer, tag, false, new BasicProperties(),
				new MetricChunk(metric, new long[] { tag }, new double[] { tag }));
	}

}
