package io.github.polywire.benchmarks.harness;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BenchmarkOptions}.
 */
class BenchmarkOptionsTests {

	@Test
	void optionsHaveDefaults() {
		assertThat(BenchmarkOptions.parse("rabibridge")).isEqualTo(new BenchmarkOptions("rabibridge",
				BenchmarkOptions.DEFAULT_SECONDS, BenchmarkOptions.DEFAULT_IN_FLIGHT, false));
	}

	@Test
	void readsOptionsBeforeAndAfterTheName() {
		assertThat(BenchmarkOptions.parse("--seconds", "1.5", "rabibridge", "--tls", "--in-flight", "8"))
			.isEqualTo(new BenchmarkOptions("rabibridge", 1.5, 8, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "NaN", "3601", "soon", "" })
	void refusesSecondsThatAreNone(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("--seconds", value))
			.withMessage("The value of --seconds is '%s' and must be above 0 and up to 3600", value);
	}

	@Test
	void refusesAnOptionWithoutItsValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("rabibridge", "--in-flight"))
			.withMessage("The value of --in-flight is '' and must be a whole number from 1 to 1000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--fast", "nats-micro" })
	void refusesWhatIsNoOption(String arg) {
		assertThatIllegalArgumentException().isThrownBy(() -> BenchmarkOptions.parse("rabibridge", arg))
			.withMessage("'%s' is not an option", arg);
	}

}
