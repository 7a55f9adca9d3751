package io.github.polywire.metricq.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * One value of a meter in one step.
 *
 * @param suffix what follows the meter's name, or an empty string
 * @param unit the unit, or {@code null} if the meter does not tell
 * @param value the value, not finite if there is none
 */
record MeterValue(String suffix, @Nullable String unit, double value) {

	private static final String EACH_SECOND = "1/s";

	/**
	 * The values of a meter.
	 * @param meter the meter of a registry with steps
	 * @param stepSeconds how long a step is
	 * @param timeUnit the unit of times
	 * @return the values
	 */
	static List<MeterValue> of(Meter meter, double stepSeconds, TimeUnit timeUnit) {
		String unit = meter.getId().getBaseUnit();
		String perSecond = (unit != null) ? unit + "/s" : EACH_SECOND;
		return meter.match((gauge) -> List.of(new MeterValue("", unit, gauge.value())),
				(counter) -> List.of(new MeterValue(".rate", perSecond, counter.count() / stepSeconds)),
				(timer) -> distribution(timer.count() / stepSeconds, unit, timer.mean(timeUnit), timer.max(timeUnit)),
				(summary) -> distribution(summary.count() / stepSeconds, unit, summary.mean(), summary.max()),
				(tasks) -> List.of(new MeterValue(".active", null, tasks.activeTasks()),
						new MeterValue(".duration", unit, tasks.duration(timeUnit)),
						new MeterValue(".max", unit, tasks.max(timeUnit))),
				(gauge) -> List.of(new MeterValue("", unit, gauge.value(timeUnit))),
				(counter) -> List.of(new MeterValue(".rate", perSecond, counter.count() / stepSeconds)),
				(timer) -> List.of(new MeterValue(".rate", EACH_SECOND, timer.count() / stepSeconds),
						new MeterValue(".mean", unit, (timer.count() > 0) ? timer.mean(timeUnit) : Double.NaN)),
				MeterValue::measurements);
	}

	private static List<MeterValue> distribution(double rate, @Nullable String unit, double mean, double max) {
		// Without a sample there is no mean, and 0 would be a wrong one.
		return List.of(new MeterValue(".rate", EACH_SECOND, rate),
				new MeterValue(".mean", unit, (rate > 0) ? mean : Double.NaN), new MeterValue(".max", unit, max));
	}

	private static List<MeterValue> measurements(Meter meter) {
		List<MeterValue> values = new ArrayList<>();
		for (Measurement measurement : meter.measure()) {
			values.add(new MeterValue("." + measurement.getStatistic().getTagValueRepresentation(),
					meter.getId().getBaseUnit(), measurement.getValue()));
		}
		return values;
	}

}
