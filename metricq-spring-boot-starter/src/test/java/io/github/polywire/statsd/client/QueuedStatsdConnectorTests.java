package io.github.polywire.statsd.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.polywire.localbrokers.LineServer;
import io.github.polywire.statsd.ConnectorCounts;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.connection.TcpTransport;
import io.github.polywire.statsd.delivery.Connectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class QueuedStatsdConnectorTests {

	private static final int CAPACITY = 1000;

	private final Lines lines = new Lines();

	private LineServer server;

	private int port;

	private QueuedStatsdConnector connector;

	@BeforeEach
	void start() throws Exception {
		this.server = new LineServer(0, this.lines);
		this.port = this.server.port();
	}

	@AfterEach
	void stop() {
		if (this.connector != null) {
			this.connector.destroy();
		}
		this.server.close();
	}

	private QueuedStatsdConnector create(OverflowPolicy overflow) {
		return create(overflow, Duration.ofSeconds(5), null);
	}

	private QueuedStatsdConnector create(OverflowPolicy overflow, Duration shutdownTimeout, Duration maxAge) {
		this.connector = Connectors.create(new TcpTransport("localhost", this.port, 0), CAPACITY, overflow,
				shutdownTimeout, maxAge);
		return this.connector;
	}

	@Test
	void sendsEveryKindOfMetricInTheOrderRecorded() throws Exception {
		create(OverflowPolicy.DROP_OLDEST).start();
		this.connector.increment("c");
		this.connector.decrement("c", 5);
		this.connector.gauge("g", 1.5);
		this.connector.gauge("g", -3);
		this.connector.gaugeDelta("g", 2);
		this.connector.timing("t", Duration.ofMillis(250));
		this.connector.inject("s", "user", "s");
		this.connector.injectLine("m.statistic.count:1|c|#a:b");
		try (var timer = this.connector.timer("timed")) {
			timer.close();
		}
		this.connector.stop();
		await().until(() -> this.lines.all().size() == 10);
		assertThat(this.lines.all().subList(0, 9)).containsExactly("c:1|c", "c:-5|c", "g:1.5|g", "g:0|g", "g:-3|g",
				"g:+2|g", "t:250.0|ms", "s:user|s", "m.statistic.count:1|c|#a:b");
		assertThat(this.lines.all().get(9)).matches("timed:\\d+\\.\\d+\\|ms");
		assertThat(this.connector.counts()).isEqualTo(new ConnectorCounts(9, 9, 0, 0, 0, 0, 0, 0, 0));
	}

	@Test
	void tellsItsState() throws Exception {
		create(OverflowPolicy.DROP_OLDEST);
		assertThat(this.connector.state()).isEqualTo(ConnectorState.STOPPED);
		this.connector.start();
		await().until(() -> this.connector.state() == ConnectorState.CONNECTED);
		this.server.close();
		await().until(() -> this.connector.state() == ConnectorState.CONNECTING);
		assertThat(this.connector.failure()).isNotEmpty();
		this.server = new LineServer(this.port, this.lines);
		await().until(() -> this.connector.state() == ConnectorState.CONNECTED);
		assertThat(this.connector.failure()).isNull();
		assertThat(this.connector.counts().reconnects()).isEqualTo(1);
		this.connector.stop();
		assertThat(this.connector.state()).isEqualTo(ConnectorState.STOPPED);
	}

	@Test
	void dropsTheOldest() {
		create(OverflowPolicy.DROP_OLDEST);
		record(1, 2500);
		assertThat(this.connector.counts()).isEqualTo(new ConnectorCounts(2500, 0, 0, 1000, 1500, 0, 0, 0, 0));
		this.connector.start();
		this.connector.stop();
		await().until(() -> this.lines.all().size() == CAPACITY);
		assertThat(this.lines.all()).startsWith("n:1501|c").endsWith("n:2500|c");
		assertThat(this.connector.counts().sent()).isEqualTo(1000);
	}

	@Test
	void dropsTheNewest() {
		create(OverflowPolicy.DROP_NEWEST);
		record(1, 2500);
		assertThat(this.connector.counts()).isEqualTo(new ConnectorCounts(1000, 0, 0, 1000, 0, 1500, 0, 0, 0));
		this.connector.start();
		this.connector.stop();
		await().until(() -> this.lines.all().size() == CAPACITY);
		assertThat(this.lines.all()).startsWith("n:1|c").endsWith("n:1000|c");
	}

	@Test
	void dropsExactlyWhatDoesNotFitFromSeveralThreads() throws Exception {
		create(OverflowPolicy.DROP_OLDEST);
		List<Thread> threads = IntStream.range(0, 4).mapToObj((t) -> new Thread(() -> record(1, 50_000))).toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.connector.counts()).isEqualTo(new ConnectorCounts(200_000, 0, 0, 1000, 199_000, 0, 0, 0, 0));
	}

	@Test
	void blocksUntilThereIsRoom() throws Exception {
		this.server.close();
		create(OverflowPolicy.BLOCK).start();
		Thread recorder = new Thread(() -> record(1, 5000));
		recorder.start();
		await()
			.until(() -> recorder.getState() == Thread.State.WAITING && this.connector.counts().queued() == CAPACITY);
		this.server = new LineServer(this.port, this.lines);
		recorder.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(recorder.isAlive()).isFalse();
		await().until(() -> this.lines.all().size() == 5000);
		assertThat(this.lines.all()).startsWith("n:1|c").endsWith("n:5000|c");
		assertThat(this.connector.counts().droppedNewest()).isZero();
	}

	@Test
	void blocksNobodyWhenItDoesNotRun() throws Exception {
		this.server.close();
		create(OverflowPolicy.BLOCK, Duration.ofMillis(100), null);
		record(1, 1001);
		assertThat(this.connector.counts().droppedNewest()).isEqualTo(1);
		this.connector.start();
		Thread recorder = new Thread(() -> record(1, 1));
		recorder.start();
		await().until(() -> recorder.getState() == Thread.State.WAITING);
		this.connector.stop();
		recorder.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(recorder.isAlive()).isFalse();
		assertThat(this.connector.counts().droppedNewest()).isEqualTo(2);
	}

	@Test
	void wakesAThreadThatIsInterrupted() throws Exception {
		this.server.close();
		create(OverflowPolicy.BLOCK, Duration.ZERO, null).start();
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread recorder = new Thread(() -> {
			record(1, 1001);
			if (Thread.currentThread().isInterrupted()) {
				interrupted.countDown();
			}
		});
		recorder.start();
		await().until(() -> recorder.getState() == Thread.State.WAITING);
		recorder.interrupt();
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void recordsAtOnceWhileThePeerIsStalled() throws Exception {
		this.server.close();
		this.server = new LineServer(0, 8 * 1024, this.lines);
		this.server.stopReading();
		this.connector = Connectors.create(new TcpTransport("localhost", this.server.port(), 8 * 1024), CAPACITY,
				OverflowPolicy.DROP_OLDEST, Duration.ofMillis(100), null);
		this.connector.start();
		await().until(() -> this.connector.state() == ConnectorState.CONNECTED);
		AtomicLong recorded = new AtomicLong();
		await().until(() -> {
			record(1, 1000);
			recorded.addAndGet(1000);
			return this.connector.counts().droppedOldest() > 10_000;
		});
		long before = System.nanoTime();
		record(1, 100_000);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
		ConnectorCounts counts = this.connector.counts();
		assertThat(counts.accepted()).isEqualTo(recorded.get() + 100_000);
		// The thread that sends holds what it took; the queue is full besides.
		assertThat(counts.sent() + counts.queued() + counts.droppedOldest()).isEqualTo(counts.accepted());
		before = System.nanoTime();
		this.connector.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
		assertThat(this.connector.state()).isEqualTo(ConnectorState.STOPPED);
	}

	@Test
	void beginsWithAWholeLineWhenItWasStoppedInTheMiddleOfOne() throws Exception {
		this.server.close();
		this.server = new LineServer(this.port, 8 * 1024, this.lines);
		this.server.stopReading();
		this.connector = Connectors.create(new TcpTransport("localhost", this.port, 8 * 1024), CAPACITY,
				OverflowPolicy.DROP_OLDEST, Duration.ofMillis(100), null);
		this.connector.start();
		await().until(() -> {
			record(1, 1000);
			return this.connector.counts().droppedOldest() > 0;
		});
		this.connector.stop();
		assertThat(this.connector.counts().atRisk()).isPositive();
		this.server.close();
		Lines after = new Lines();
		this.server = new LineServer(this.port, after);
		this.connector.start();
		record(1, 10);
		await().until(() -> after.all().contains("n:10|c"));
		assertThat(after.all()).allMatch((line) -> line.matches("n:\\d+\\|c"));
	}

	@Test
	void keepsMemoryFlatInAnOutage() {
		this.server.close();
		create(OverflowPolicy.DROP_OLDEST, Duration.ZERO, null).start();
		record(1, 200_000);
		long before = usedMemory();
		record(1, 2_000_000);
		assertThat(usedMemory() - before).isLessThan(4 << 20);
		assertThat(this.connector.counts().queued()).isEqualTo(CAPACITY);
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	@Test
	void opensANewConnectionWhenTheOldOneIsOfAge() throws Exception {
		create(OverflowPolicy.BLOCK, Duration.ofSeconds(5), Duration.ofMillis(200)).start();
		AtomicInteger number = new AtomicInteger();
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			int next = number.incrementAndGet();
			record(next, next);
			return this.server.connectionCount() == 4;
		});
		this.connector.stop();
		int last = number.get();
		await().until(() -> this.lines.all().size() == last);
		assertThat(this.lines.all())
			.isEqualTo(IntStream.rangeClosed(1, last).mapToObj((n) -> "n:" + n + "|c").toList());
		assertThat(this.connector.counts().atRisk()).isZero();
	}

	@Test
	void opensANewConnectionWhenItIdles() {
		create(OverflowPolicy.DROP_OLDEST, Duration.ofSeconds(5), Duration.ofMillis(200)).start();
		await().until(() -> this.server.connectionCount() >= 3);
	}

	@Test
	void wakesUpForALineAfterAWhile() {
		create(OverflowPolicy.DROP_OLDEST).start();
		await().until(() -> this.connector.state() == ConnectorState.CONNECTED);
		// Long enough for the thread that sends to sleep until it is woken.
		await().during(Duration.ofMillis(300)).until(() -> this.lines.all().isEmpty());
		this.connector.increment("late");
		await().atMost(Duration.ofSeconds(1)).until(() -> this.lines.all().contains("late:1|c"));
	}

	@Test
	void startsAgainAndSendsEachLineOnce() {
		create(OverflowPolicy.DROP_OLDEST).start();
		record(1, 1);
		this.connector.stop();
		record(2, 2);
		this.connector.start();
		record(3, 3);
		this.connector.stop();
		await().until(() -> this.lines.all().size() >= 3);
		assertThat(this.lines.all()).containsExactly("n:1|c", "n:2|c", "n:3|c");
	}

	@Test
	void countsWhatIsRecordedAfterTheEnd() {
		create(OverflowPolicy.DROP_OLDEST).start();
		this.connector.destroy();
		record(1, 3);
		assertThat(this.connector.counts().droppedAtShutdown()).isEqualTo(3);
		assertThatIllegalStateException().isThrownBy(this.connector::start);
	}

	@Test
	void countsWhatIsLeftAtTheEnd() {
		this.server.close();
		create(OverflowPolicy.DROP_OLDEST, Duration.ofMillis(50), null).start();
		record(1, 7);
		this.connector.destroy();
		assertThat(this.connector.counts()).isEqualTo(new ConnectorCounts(7, 0, 0, 0, 0, 0, 7, 0, 0));
	}

	@Test
	void refusesWhatIsNoMetricWithoutAnException() {
		create(OverflowPolicy.DROP_OLDEST);
		this.connector.gauge("g", Double.NaN);
		this.connector.inject("a", "1", "c\nb:1|c");
		this.connector.increment("");
		this.connector.injectLine("x".repeat(100_000));
		assertThat(this.connector.counts().refused()).isEqualTo(4);
		assertThat(this.connector.counts().accepted()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.connector.increment(null));
	}

	@Test
	void leavesNoThread() {
		create(OverflowPolicy.DROP_OLDEST).start();
		this.connector.destroy();
		List<String> names = new ArrayList<>();
		Thread.getAllStackTraces().keySet().forEach((thread) -> names.add(thread.getName()));
		assertThat(names).doesNotContain("statsd-connector");
	}

	private void record(int from, int to) {
		for (int i = from; i <= to; i++) {
			this.connector.increment("n", i);
		}
	}

}
