package io.github.polywire.rabibridge.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AckBatchTests {

	private final Broker broker = new Broker();

	@Test
	void acknowledgesTheLastInFlightAtOnce() {
		AckBatch batch = batch(64);
		deliver(batch, 1);
		assertThat(answer(batch, 1)).isFalse();
		assertThat(this.broker.frames).containsExactly("1+");
	}

	@Test
	void acknowledgesManyInOneFrame() {
		AckBatch batch = batch(64);
		deliver(batch, 40);
		for (int tag = 1; tag <= 31; tag++) {
			assertThat(answer(batch, tag)).isTrue();
		}
		assertThat(this.broker.frames).isEmpty();
		assertThat(answer(batch, 32)).isFalse();
		assertThat(this.broker.frames).containsExactly("32+");
	}

	@Test
	void acknowledgesAfterHalfOfWhatMayBeHeld() {
		AckBatch batch = batch(4);
		deliver(batch, 4);
		answer(batch, 1);
		answer(batch, 2);
		assertThat(this.broker.frames).containsExactly("2+");
	}

	@Test
	void acknowledgesEachWithAFetchSizeOfOne() {
		AckBatch batch = batch(1);
		for (int tag = 1; tag <= 3; tag++) {
			this.broker.deliver(tag);
			batch.delivered(tag);
			answer(batch, tag);
		}
		assertThat(this.broker.frames).containsExactly("1+", "2+", "3+");
	}

	@Test
	void doesNotAcknowledgeWhatIsNotAnswered() {
		AckBatch batch = batch(4);
		deliver(batch, 4);
		answer(batch, 2);
		answer(batch, 3);
		assertThat(this.broker.frames).containsExactly("2", "3");
		assertThat(answer(batch, 1)).isTrue();
		assertThat(answer(batch, 4)).isFalse();
		assertThat(this.broker.frames).containsExactly("2", "3", "4+");
		assertThat(this.broker.unsettled).isEmpty();
	}

	@Test
	void acknowledgesOnDemand() {
		AckBatch batch = batch(64);
		deliver(batch, 5);
		answer(batch, 1);
		answer(batch, 2);
		answer(batch, 4);
		batch.flush();
		assertThat(this.broker.frames).containsExactly("2+", "4");
		batch.flush();
		assertThat(this.broker.frames).hasSize(2);
	}

	@Test
	void doesNotAcknowledgeWhatWasRejected() {
		AckBatch batch = batch(64);
		deliver(batch, 3);
		answer(batch, 1);
		reject(batch, 2);
		reject(batch, 3);
		assertThat(this.broker.frames).containsExactly("1+");
		assertThat(this.broker.unsettled).isEmpty();
	}

	@Test
	void doesNotAcknowledgeTwice() {
		AckBatch batch = batch(64);
		deliver(batch, 1);
		answer(batch, 1);
		assertThat(batch.answered(1)).isFalse();
		assertThat(this.broker.frames).containsExactly("1+");
	}

	@Test
	void keepsNothingOfWhatPassedACallThatNeverEnds() {
		AckBatch batch = batch(8);
		deliver(batch, 1);
		for (int tag = 2; tag <= 100_000; tag++) {
			this.broker.deliver(tag);
			batch.delivered(tag);
			answer(batch, tag);
		}
		batch.flush();
		assertThat(this.broker.unsettled).containsExactly(1L);
		assertThat(batch).extracting("open", "answered")
			.allSatisfy((kept) -> assertThat((SortedSet<?>) kept).hasSizeLessThanOrEqualTo(8));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 64, 1000 })
	void settlesEachOnceInAnyOrder(int fetchSize) {
		for (int seed = 0; seed < 60; seed++) {
			Random random = new Random(seed);
			this.broker.reset();
			AckBatch batch = batch(fetchSize);
			List<Long> open = new ArrayList<>();
			long next = 1;
			int rejects = random.nextInt(4);
			for (int step = 0; step < 1000; step++) {
				if (this.broker.unsettled.size() < fetchSize && random.nextInt(3) > 0) {
					this.broker.deliver(next);
					batch.delivered(next);
					open.add(next++);
				}
				else if (!open.isEmpty()) {
					long tag = open.remove(random.nextInt(open.size()));
					if (random.nextInt(10) < rejects) {
						reject(batch, tag);
					}
					else {
						answer(batch, tag);
					}
				}
				else {
					batch.flush();
				}
			}
			Collections.shuffle(open, random);
			open.forEach((tag) -> answer(batch, tag));
			assertThat(this.broker.unsettled).as("seed %d", seed).isEmpty();
		}
	}

	@Test
	void settlesEachOnceFromManyThreads() throws Exception {
		int threads = 4;
		int each = 5000;
		AckBatch batch = batch(threads * each);
		deliver(batch, threads * each);
		List<Long> tags = new ArrayList<>(this.broker.unsettled);
		Collections.shuffle(tags, new Random(1));
		ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
		try {
			CountDownLatch done = new CountDownLatch(threads);
			for (int thread = 0; thread < threads; thread++) {
				List<Long> own = tags.subList(thread * each, (thread + 1) * each);
				executor.execute(() -> {
					own.forEach((tag) -> {
						if (tag % 7 == 0) {
							reject(batch, tag);
						}
						else {
							answer(batch, tag);
						}
					});
					done.countDown();
				});
			}
			executor.execute(() -> {
				while (done.getCount() > 0) {
					batch.flush();
				}
			});
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.broker.violations).isEmpty();
		assertThat(this.broker.unsettled).isEmpty();
	}

	private AckBatch batch(int fetchSize) {
		return new AckBatch(fetchSize, this.broker);
	}

	private void deliver(AckBatch batch, int count) {
		for (int tag = 1; tag <= count; tag++) {
			this.broker.deliver(tag);
			batch.delivered(tag);
		}
	}

	private boolean answer(AckBatch batch, long tag) {
		this.broker.answer(tag);
		boolean left = batch.answered(tag);
		assertThat(this.broker.violations).isEmpty();
		return left;
	}

	private void reject(AckBatch batch, long tag) {
		batch.rejected(tag);
		assertThat(this.broker.violations).isEmpty();
	}

	/**
	 * Knows RabbitMQ's rules: a tag is settled once, the tag of any acknowledgement must
	 * be unsettled, and one of many settles all unsettled ones up to it.
	 */
	private static final class Broker implements AckBatch.Sink {

		private final SortedSet<Long> unsettled = new TreeSet<>();

		private final SortedSet<Long> answered = new TreeSet<>();

		private final List<String> frames = new ArrayList<>();

		private final List<String> violations = new ArrayList<>();

		private synchronized void reset() {
			this.unsettled.clear();
			this.answered.clear();
			this.frames.clear();
		}

		private synchronized void deliver(long tag) {
			this.unsettled.add(tag);
		}

		private synchronized void answer(long tag) {
			this.answered.add(tag);
		}

		@Override
		public synchronized void reject(long tag) {
			if (!this.unsettled.remove(tag)) {
				this.violations.add("unknown delivery tag " + tag + " rejected");
			}
		}

		@Override
		public synchronized void acknowledge(long tag, boolean multiple, boolean now) {
			this.frames.add(tag + (multiple ? "+" : ""));
			if (!this.unsettled.contains(tag)) {
				this.violations.add("unknown delivery tag " + tag);
			}
			List<Long> settled = multiple ? new ArrayList<>(this.unsettled.headSet(tag + 1)) : List.of(tag);
			for (Long each : settled) {
				if (!this.answered.contains(each)) {
					this.violations.add("tag " + each + " was not answered");
				}
				this.unsettled.remove(each);
			}
		}

	}

}
