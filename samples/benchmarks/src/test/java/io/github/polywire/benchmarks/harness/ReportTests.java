package io.github.polywire.benchmarks.harness;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final Report report = new Report(new PrintStream(this.bytes, true, StandardCharsets.UTF_8));

	@Test
	void ratioLineHasTwoDecimalsWithAPointInAnyLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.GERMANY);
		try {
			assertThat(Report.ratioLine("throughput-tls", "amqp-client", 1.236))
				.isEqualTo("ratio throughput-tls ours/amqp-client 1.24");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void ratioLineRefusesWhatIsNotAWord() {
		assertThatIllegalArgumentException().isThrownBy(() -> Report.ratioLine("through put", "amqp-client", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> Report.ratioLine("throughput", "ours/", 1));
	}

	@Test
	void tableShowsMediansAndEnds() {
		this.report.table(List.of(series("ours", new Measurement(100, 1, 2, 30, 0, null),
				new Measurement(300, 3, 4, 30, 0, null), new Measurement(200, 2, 9, 30, 0, null))));
		assertThat(output()).contains("200 (100..300)", "2.00 (1.00..3.00)", "4.00 (2.00..9.00)");
		assertThat(this.report.conclude()).isTrue();
	}

	@Test
	void wrongAnswersFailTheRun() {
		this.report.table(List.of(series("ours", new Measurement(100, 1, 2, 30, 0, null),
				new Measurement(100, 1, 2, 30, 3, "The answer to 1 is 2 and not 3"))));
		assertThat(this.report.conclude()).isFalse();
		assertThat(output())
			.contains("FAILED throughput ours: 3 wrong or failed calls, the first: The answer to 1 is 2 and not 3");
	}

	@Test
	void ratioIsTheMedianOfTheRounds() {
		Series ours = series("ours", new Measurement(10, 1, 1, 30, 0, null), new Measurement(300, 1, 1, 30, 0, null),
				new Measurement(4000, 1, 1, 30, 0, null));
		Series rival = series("rival", new Measurement(10, 1, 1, 30, 0, null), new Measurement(100, 1, 1, 30, 0, null),
				new Measurement(2000, 1, 1, 30, 0, null));
		assertThat(ours.ratioTo(rival, Measurement::callsPerSecond)).isEqualTo(2);
	}

	@Test
	void ratioLeavesOutRoundsWithoutCalls() {
		Series ours = series("ours", new Measurement(10, 1, 1, 30, 0, null), new Measurement(0, 0, 0, 30, 0, null));
		Series rival = series("rival", new Measurement(5, 1, 1, 30, 0, null), new Measurement(0, 0, 0, 30, 0, null));
		assertThat(ours.ratioTo(rival, Measurement::callsPerSecond)).isEqualTo(2);
	}

	private static Series series(String name, Measurement... measurements) {
		Series series = new Series("throughput", new ThreadContender(name, (question) -> question), 1);
		List.of(measurements).forEach(series::add);
		return series;
	}

	private String output() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

}
