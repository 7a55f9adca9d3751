package io.github.polywire.metricq.listener;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BeatGridTests {

	@Test
	void waitsForTheNextBeat() {
		BeatGrid grid = new BeatGrid(1000, 100);
		assertThat(grid.next(1030)).isEqualTo(70);
		assertThat(grid.next(1101)).isEqualTo(99);
		assertThat(grid.skipped()).isZero();
	}

	@Test
	void skipsExactlyTheBeatsThatAreOverAndKeepsTheGrid() {
		BeatGrid grid = new BeatGrid(1000, 100);
		assertThat(grid.next(1250)).isEqualTo(50);
		assertThat(grid.skipped()).isEqualTo(2);
		assertThat(grid.next(1310)).isEqualTo(90);
		assertThat(grid.skipped()).isEqualTo(2);
	}

	@Test
	void doesNotSkipABeatThatBeginsJustNow() {
		BeatGrid grid = new BeatGrid(1000, 100);
		assertThat(grid.next(1100)).isZero();
		assertThat(grid.next(1300)).isZero();
		assertThat(grid.skipped()).isEqualTo(1);
	}

	@Test
	void survivesTheOverflowOfTheClock() {
		BeatGrid grid = new BeatGrid(Long.MAX_VALUE - 50, 100);
		assertThat(grid.next(Long.MAX_VALUE - 20)).isEqualTo(70);
		assertThat(grid.next(Long.MIN_VALUE + 60)).isEqualTo(89);
	}

}
