package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendLock}.
 */
@Timeout(60)
class SendLockTests {

	private static final int THREADS = 8;

	private static final int TURNS = 50_000;

	private final SendLock lock = new SendLock();

	private long guarded;

	@Test
	void oneHoldsItAtATime() throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(new Thread(this::takeTurns));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.guarded).isEqualTo((long) THREADS * TURNS);
	}

	private void takeTurns() {
		for (int turn = 0; turn < TURNS; turn++) {
			this.lock.lock();
			try {
				this.guarded++;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	@Test
	void whoWaitsLongParksAndKeepsItsInterrupt() throws Exception {
		AtomicBoolean interrupted = new AtomicBoolean();
		this.lock.lock();
		assertThat(this.lock.tryLock()).isFalse();
		Thread waiting = new Thread(() -> {
			this.lock.lock();
			interrupted.set(Thread.currentThread().isInterrupted());
			this.lock.unlock();
		});
		waiting.start();
		Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
		waiting.interrupt();
		Awaitility.await().until(() -> !waiting.isInterrupted());
		assertThat(waiting.isAlive()).isTrue();
		this.lock.unlock();
		waiting.join(Duration.ofSeconds(30).toMillis());
		assertThat(waiting.isAlive()).isFalse();
		assertThat(interrupted).isTrue();
		assertThat(this.lock.tryLock()).isTrue();
	}

}
