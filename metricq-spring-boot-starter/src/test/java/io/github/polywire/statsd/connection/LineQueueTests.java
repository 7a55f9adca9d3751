package io.github.polywire.statsd.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LineQueueTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 1000, 1024 })
	void holdsExactlyItsCapacity(int capacity) {
		LineQueue queue = new LineQueue(capacity);
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < capacity; i++) {
				assertThat(queue.offer(number(0, i))).isTrue();
			}
			assertThat(queue.offer(number(0, -1))).isFalse();
			assertThat(queue.size()).isEqualTo(capacity);
			for (int i = 0; i < capacity; i++) {
				assertThat(queue.poll()).isEqualTo(number(0, i));
			}
			assertThat(queue.poll()).isNull();
			assertThat(queue.size()).isZero();
		}
		assertThat(queue.addedCount()).isEqualTo(3L * capacity);
	}

	@Test
	void losesAndReordersNothingBetweenThreads() throws InterruptedException {
		int producers = 4;
		int each = 50_000;
		LineQueue queue = new LineQueue(100);
		AtomicInteger running = new AtomicInteger(producers);
		List<Thread> threads = new ArrayList<>();
		for (int p = 0; p < producers; p++) {
			int producer = p;
			threads.add(new Thread(() -> {
				for (int i = 0; i < each; i++) {
					byte[] line = number(producer, i);
					while (!queue.offer(line)) {
						Thread.yield();
					}
				}
				running.decrementAndGet();
			}));
		}
		threads.forEach(Thread::start);
		int[] next = new int[producers];
		boolean ended = false;
		while (!ended) {
			ended = running.get() == 0;
			byte[] line = queue.poll();
			while (line != null) {
				ended = false;
				ByteBuffer buffer = ByteBuffer.wrap(line);
				int producer = buffer.getInt();
				assertThat(buffer.getInt() == next[producer]++).isTrue();
				line = queue.poll();
			}
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(next).containsOnly(each);
	}

	private static byte[] number(int producer, int number) {
		return ByteBuffer.allocate(8).putInt(producer).putInt(number).array();
	}

}
