package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalRabbit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing grows with the calls ever made.
 */
@Timeout(120)
class FootprintTests {

	private static final Log logger = LogFactory.getLog(FootprintTests.class);

	private static final int CALLS = 100_000;

	private final LocalRabbit rabbit = FaultBroker.get();

	@Test
	void manyCallsLeaveNothingBehindThoughOneIsNeverAnswered() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		try (Node server = Node.on(this.rabbit).serve("echo", (args, kwargs, context) -> {
			if (args.get(0).equals(-1)) {
				open.await();
			}
			return args.get(0);
		}).start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			CompletableFuture<Integer> hanging = client.template().callAsync("echo", Integer.class, -1);
			makeCalls(client, CALLS / 5);
			long before = usedHeap();
			makeCalls(client, CALLS);
			long after = usedHeap();
			logger.info("heap %d KB -> %d KB after %d calls".formatted(before / 1024, after / 1024, CALLS));
			assertThat(client.template().inFlightCount()).isEqualTo(hanging.isDone() ? 0 : 1);
			assertThat(server.container("echo").getCounters().inFlight()).isEqualTo(1);
			// 100,000 entries of a map take 5 MB or more.
			assertThat(after - before).isLessThan(2_500_000);
			open.countDown();
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
			assertThat(client.template().inFlightCount()).isZero();
		}
	}

	private static void makeCalls(Node client, int count) throws InterruptedException {
		Semaphore slots = new Semaphore(192);
		for (int i = 0; i < count; i++) {
			assertThat(slots.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
			client.template().callAsync("echo", Integer.class, i).whenComplete((value, failure) -> slots.release());
		}
		assertThat(slots.tryAcquire(192, 10, TimeUnit.SECONDS)).isTrue();
	}

	private static long usedHeap() {
		long[] least = { Long.MAX_VALUE };
		Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(10)).until(() -> {
			System.gc();
			Runtime runtime = Runtime.getRuntime();
			long used = runtime.totalMemory() - runtime.freeMemory();
			boolean settled = used >= least[0] - 100_000;
			least[0] = Math.min(least[0], used);
			return settled;
		});
		return least[0];
	}

}
