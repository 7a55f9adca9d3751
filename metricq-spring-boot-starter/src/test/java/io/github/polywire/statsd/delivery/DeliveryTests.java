package io.github.polywire.statsd.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntFunction;

import io.github.polywire.localbrokers.LineServer;
import io.github.polywire.localbrokers.LineTally;
import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.github.polywire.statsd.connection.TcpTransport;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of 200,000 numbered lines from 4 threads when the server misbehaves, side
 * by side with Micrometer's own TCP transport.
 */
class DeliveryTests {

	private static final int ALL = NumberedLines.THREADS * NumberedLines.PER_THREAD;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private LineTally tally = LineTally.of(NumberedLines.THREADS, NumberedLines.PER_THREAD);

	@Test
	void deliversAllToASteadyServer() throws Exception {
		LineTally.Result ours = steady(NumberedLines::ours);
		assertThat(ours).isEqualTo(new LineTally.Result(ALL, 0, 0, 0, 0, 0));
		steady(NumberedLines::micrometer);
	}

	private LineTally.Result steady(IntFunction<NumberedLines> contender) throws Exception {
		LineServer server = server(0);
		NumberedLines lines = contender.apply(server.port());
		await().until(() -> server.connectionCount() == 1);
		lines.start(true);
		return finish("steady", lines, server);
	}

	@Test
	void losesAtMostWhatIsAtRiskWhenTheServerIsStoppedAndStartedTwice() throws Exception {
		twoRestarts(NumberedLines::ours);
		twoRestarts(NumberedLines::micrometer);
	}

	private void twoRestarts(IntFunction<NumberedLines> contender) throws Exception {
		LineServer server = server(0);
		int port = server.port();
		NumberedLines lines = contender.apply(port);
		LineServer first = server;
		await().until(() -> first.connectionCount() == 1);
		lines.start(true);
		for (int share = 1; share <= 2; share++) {
			int part = ALL / 4 * share;
			await().until(() -> lines.recorded() >= part);
			server.kill();
			await().until(() -> lines.recorded() >= part + ALL / 8);
			server = server(port);
		}
		finish("two restarts", lines, server);
	}

	@Test
	void deliversAllToAServerThatComesLate() throws Exception {
		LineTally.Result ours = late(NumberedLines::ours);
		assertThat(ours.lost()).isZero();
		late(NumberedLines::micrometer);
	}

	private LineTally.Result late(IntFunction<NumberedLines> contender) throws Exception {
		LineServer placeholder = server(0);
		int port = placeholder.port();
		placeholder.close();
		NumberedLines lines = contender.apply(port);
		lines.start(false);
		lines.awaitEnd();
		LineServer server = server(port);
		await().atMost(PATIENCE).until(() -> server.connectionCount() >= 1);
		return finish("late server", lines, server);
	}

	@Test
	void losesAtMostWhatIsAtRiskWhenThePeerResets() throws Exception {
		reset(NumberedLines::ours);
		reset(NumberedLines::micrometer);
	}

	private void reset(IntFunction<NumberedLines> contender) throws Exception {
		LineServer server = server(0);
		server.resetAfter(100_005);
		NumberedLines lines = contender.apply(server.port());
		await().until(() -> server.connectionCount() == 1);
		lines.start(true);
		lines.awaitEnd();
		await().atMost(PATIENCE).until(() -> server.connectionCount() >= 2);
		finish("reset", lines, server);
	}

	@Test
	void deliversAllToAPeerThatReadsNothingForAWhile() throws Exception {
		LineTally.Result ours = halfOpen(NumberedLines::ours);
		assertThat(ours.lost()).isZero();
		halfOpen(NumberedLines::micrometer);
	}

	private LineTally.Result halfOpen(IntFunction<NumberedLines> contender) throws Exception {
		LineServer server = new LineServer(0, 8 * 1024, this.tally);
		server.stopReading();
		NumberedLines lines = contender.apply(server.port());
		await().until(() -> server.connectionCount() == 1);
		lines.start(true);
		lines.awaitEnd();
		server.resumeReading();
		return finish("half-open", lines, server);
	}

	@Test
	void countsAtRiskWhatAPeerTookThatNeverRead() throws Exception {
		LineServer server = new LineServer(0, 64 * 1024, this.tally);
		server.stopReading();
		QueuedStatsdConnector connector = Connectors.create(new TcpTransport("127.0.0.1", server.port(), 64 * 1024),
				1_000_000, OverflowPolicy.DROP_OLDEST, Duration.ofSeconds(10), null);
		connector.start();
		NumberedLines lines = new NumberedLines.Ours(connector);
		lines.start(false);
		lines.awaitEnd();
		await().during(Duration.ofMillis(500)).until(() -> connector.counts().sent(), (sent) -> sent > 0 && sent < ALL);
		int port = server.port();
		server.kill();
		finish("never read, killed", lines, server(port));
		assertThat(connector.counts().atRisk()).isPositive();
	}

	@Test
	void tellsWhatWasLeftWhenItStopsWithoutAConnection() throws Exception {
		LineServer placeholder = server(0);
		int port = placeholder.port();
		placeholder.close();
		QueuedStatsdConnector connector = Connectors.create(new TcpTransport("127.0.0.1", port, 0), 1000,
				OverflowPolicy.DROP_OLDEST, Duration.ofMillis(500), null);
		connector.start();
		for (int i = 1; i <= 100; i++) {
			connector.increment("t0", i);
		}
		long before = System.nanoTime();
		connector.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(450),
				Duration.ofMillis(1800));
		assertThat(connector.counts().queued()).isEqualTo(100);
		try (LineServer server = server(port)) {
			connector.start();
			connector.destroy();
		}
		assertThat(this.tally.result(100).delivered()).isEqualTo(100);
		assertThat(connector.counts().droppedAtShutdown()).isZero();
	}

	private LineServer server(int port) throws IOException {
		return new LineServer(port, this.tally);
	}

	private LineTally.Result finish(String scenario, NumberedLines lines, LineServer server) throws Exception {
		lines.awaitEnd();
		lines.stop();
		awaitSettled();
		server.close();
		LineTally.Result result = this.tally.result(NumberedLines.PER_THREAD);
		System.out.printf("%-20s %-11s %s  at risk %d%n", scenario, lines.name(), result, lines.atRisk());
		if (lines instanceof NumberedLines.Ours ours) {
			assertThat(result.doubled()).isZero();
			assertThat(result.disordered()).isZero();
			assertThat(result.garbage()).isZero();
			assertThat((long) result.lost()).isLessThanOrEqualTo(lines.atRisk());
			assertThat(ours.connector().counts().sent()).isEqualTo(ALL);
		}
		this.tally = LineTally.of(NumberedLines.THREADS, NumberedLines.PER_THREAD);
		return result;
	}

	private void awaitSettled() {
		int[] last = { -1 };
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
			int delivered = this.tally.result(NumberedLines.PER_THREAD).delivered();
			boolean settled = delivered == last[0] || delivered == ALL;
			last[0] = delivered;
			return settled;
		});
	}

}
