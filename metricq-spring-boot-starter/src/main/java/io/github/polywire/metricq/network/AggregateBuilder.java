package io.github.polywire.metricq.network;

import io.github.polywire.metricq.wire.proto.HistoryResponse.Aggregate;

/**
 * Adds up an aggregate. A value holds for the time from the point before to its own; not
 * a number says that there was none in that time. Not thread-safe.
 */
final class AggregateBuilder {

	private double minimum = Double.POSITIVE_INFINITY;

	private double maximum = Double.NEGATIVE_INFINITY;

	private double sum;

	private long count;

	private double integral;

	private long activeTime;

	/**
	 * Adds a point.
	 * @param value its value
	 * @param duration for how many nanoseconds it held
	 */
	void add(double value, long duration) {
		if (!Double.isNaN(value)) {
			addPart(value, duration);
			this.sum += value;
			this.count++;
		}
	}

	/**
	 * Adds a part of the time of a point that is later.
	 * @param value its value
	 * @param duration for how many nanoseconds it held
	 */
	void addPart(double value, long duration) {
		if (!Double.isNaN(value)) {
			this.minimum = Math.min(this.minimum, value);
			this.maximum = Math.max(this.maximum, value);
			this.integral += value * duration;
			this.activeTime += duration;
		}
	}

	boolean isEmpty() {
		return this.count == 0 && this.activeTime == 0;
	}

	Aggregate build() {
		return Aggregate.newBuilder()
			.setMinimum(this.minimum)
			.setMaximum(this.maximum)
			.setSum(this.sum)
			.setCount(this.count)
			.setIntegral(this.integral)
			.setActiveTime(this.activeTime)
			.build();
	}

}
