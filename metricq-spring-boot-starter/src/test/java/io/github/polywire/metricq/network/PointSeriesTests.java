package io.github.polywire.metricq.network;

import java.util.List;
import java.util.TreeMap;

import io.github.polywire.metricq.MetricChunk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PointSeriesTests {

	@Test
	void keepsTheLatestPoints() {
		PointSeries series = new PointSeries(3);
		for (int i = 0; i < 1000; i++) {
			series.add(point(i, i));
		}
		assertThat(series.points(Long.MIN_VALUE, Long.MAX_VALUE, 0).times()).containsExactly(997, 998, 999);
		assertThat(series.range()).containsExactly(997, 999);
	}

	@Test
	void dropsPointsOfImpossibleTimes() {
		PointSeries series = new PointSeries(3);
		series.add(new MetricChunk("m", new long[] { Long.MIN_VALUE, Long.MAX_VALUE, 5 }, new double[3]));
		assertThat(series.points(Long.MIN_VALUE, Long.MAX_VALUE, 5).times()).containsExactly(5);
	}

	@Property(tries = 500)
	void keepsOrderAndTheLatestOfEachTimeWhateverComes(
			@ForAll @Size(max = 200) List<@IntRange(min = -100, max = 100) Integer> times,
			@ForAll @IntRange(min = 1, max = 64) int maxPoints) {
		PointSeries series = new PointSeries(maxPoints);
		TreeMap<Long, Double> expected = new TreeMap<>();
		for (int i = 0; i < times.size(); i++) {
			series.add(point(times.get(i), i));
			expected.put((long) times.get(i), (double) i);
			if (expected.size() > maxPoints) {
				expected.pollFirstEntry();
			}
		}
		PointSeries.Points points = series.points(Long.MIN_VALUE, Long.MAX_VALUE, 0);
		assertThat(points.times()).containsExactly(expected.keySet().toArray(Long[]::new));
		assertThat(points.values()).containsExactly(expected.values().toArray(Double[]::new));
		assertThat(series.size()).isEqualTo(expected.size());
	}

	private static MetricChunk point(long time, double value) {
		return new MetricChunk("m", new long[] { time }, new double[] { value });
	}

}
