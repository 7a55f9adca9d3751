package io.github.polywire.statsd.connection;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AtRiskWindowTests {

	private static final int BUFFER = 100_000;

	private static final long ORIGIN = -42;

	private final AtRiskWindow window = new AtRiskWindow(100, BUFFER, ORIGIN);

	@Test
	void countsTheLinesOfTheLastMoments() {
		for (int millis = 0; millis <= 1000; millis++) {
			this.window.written(10, 200, at(millis));
		}
		assertThat(this.window.count(at(1000))).isBetween(1000L, 1100L);
		assertThat(this.window.count(at(1050))).isBetween(500L, 600L);
		assertThat(this.window.count(at(2000))).isZero();
	}

	@Test
	void countsAllThatTheBuffersHoldIfThePeerDidNotKeepUp() {
		this.window.written(50_000, 1_000_000, at(0));
		this.window.stalled();
		assertThat(this.window.count(at(60_000))).isEqualTo(50_000);
		for (int i = 0; i < 1000; i++) {
			this.window.written(5_000, 100_000, at(70_000 + i));
			this.window.stalled();
		}
		long buffers = (BUFFER + (6L << 20)) / 20;
		assertThat(this.window.count(at(90_000))).isBetween(buffers, buffers + 10_000);
	}

	@Test
	void forgetsAStallWhenAsMuchAsTheBuffersHoldWasTaken() {
		this.window.stalled();
		this.window.written(1, 7 << 20, at(0));
		assertThat(this.window.count(at(1000))).isZero();
	}

	private static long at(long millis) {
		return ORIGIN + TimeUnit.MILLISECONDS.toNanos(millis);
	}

}
