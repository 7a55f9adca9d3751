package io.github.polywire.benchmarks.harness;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Driver}, {@link Tally} and the contenders.
 */
class DriverTests {

	private final Driver driver = new Driver((question) -> 2 * question, 0.1, System::nanoTime);

	@Test
	void countsRightAnswers() throws InterruptedException {
		Series threads = new Series("doubling", new ThreadContender("threads", (question) -> 2 * question), 3);
		this.driver.measure(List.of(threads));
		assertThat(threads.measurements())
			.anySatisfy((measurement) -> assertThat(measurement.callsPerSecond()).isPositive());
		assertThat(threads.measurements()).allSatisfy((measurement) -> {
			assertThat(measurement.p99()).isGreaterThanOrEqualTo(measurement.p50());
			assertThat(measurement.cpuMicros()).isPositive();
			assertThat(measurement.failures()).isZero();
		});
	}

	@Test
	void tellsWrongAnswersAndDoesNotCountThem() throws InterruptedException {
		Series wrong = new Series("doubling", new ThreadContender("wrong", (question) -> 2 * question + 1), 1);
		this.driver.measure(List.of(wrong));
		assertThat(wrong.measurements()).isNotEmpty().allSatisfy((measurement) -> {
			assertThat(measurement.callsPerSecond()).isZero();
			assertThat(measurement.failures()).isPositive();
			assertThat(measurement.firstFailure()).startsWith("The answer to 0 is 1 and not 0");
		});
	}

	@Test
	void tellsCallsThatFail() throws InterruptedException {
		Series failing = new Series("doubling", new CallbackContender("failing",
				(question, callback) -> callback.ended(null, new IllegalStateException("test"))), 4);
		this.driver.measure(List.of(failing));
		assertThat(failing.measurements()).isNotEmpty().allSatisfy((measurement) -> {
			assertThat(measurement.failures()).isEqualTo(4);
			assertThat(measurement.firstFailure()).contains("test");
		});
	}

}
