package io.github.polywire.benchmarks.harness;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Spread}.
 */
class SpreadTests {

	@Test
	void medianOfAnOddNumberIsTheMiddle() {
		assertThat(Spread.of(5, 1, 3)).isEqualTo(new Spread(3, 1, 5));
	}

	@Test
	void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
		assertThat(Spread.of(8, 1, 4, 2)).isEqualTo(new Spread(3, 1, 8));
	}

	@Test
	void refusesNoFigures() {
		assertThatIllegalArgumentException().isThrownBy(Spread::of).withMessage("'figures' must not be empty");
	}

}
