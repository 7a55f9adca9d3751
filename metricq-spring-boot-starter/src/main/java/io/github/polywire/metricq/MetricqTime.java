package io.github.polywire.metricq;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * Times and intervals as MetricQ counts and writes them: nanoseconds in 64 bits, which
 * reach from 1677 to 2262, and texts such as {@code 1.5h}.
 */
public final class MetricqTime {

	private static final long NANOS_PER_SECOND = 1_000_000_000L;

	private static final Pattern INTERVAL = Pattern.compile("\\s*([+-]?\\d*[.]?\\d+)\\s*([^\\d\\s]*)\\s*");

	/** Longest first, as a text uses the longest unit that needs no fraction. */
	private static final Map<String, Long> UNITS = units();

	private MetricqTime() {
	}

	/**
	 * The nanoseconds since 1970 of a time.
	 * @param time the time
	 * @return the nanoseconds
	 * @throws ArithmeticException if the time is before 1677 or after 2262
	 */
	public static long toEpochNanos(Instant time) {
		Assert.notNull(time, "'time' must not be null");
		long seconds = time.getEpochSecond();
		if (seconds < 0 && time.getNano() > 0) {
			// The smallest times would overflow between the two steps.
			return Math.addExact(Math.multiplyExact(seconds + 1, NANOS_PER_SECOND), time.getNano() - NANOS_PER_SECOND);
		}
		return Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), time.getNano());
	}

	/**
	 * The time that many nanoseconds after 1970.
	 * @param nanos the nanoseconds
	 * @return the time
	 */
	public static Instant ofEpochNanos(long nanos) {
		return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
	}

	/**
	 * Reads an interval: a decimal number and a unit, which is one of {@code ns},
	 * {@code us} (or with either sign for micro), {@code ms}, {@code s}, {@code min},
	 * {@code h}, {@code d} or such a unit's English name, and without which it is
	 * seconds. Fractions of a nanosecond are dropped.
	 * @param text for example {@code 1.5h} or {@code 10 minutes}
	 * @return the interval
	 * @throws IllegalArgumentException if the text is not of that form
	 */
	public static Duration parseInterval(String text) {
		Assert.notNull(text, "'text' must not be null");
		Matcher matcher = INTERVAL.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"Invalid interval '" + text + "': write a number and a unit, for example 100ms, 1.5h or 10min");
		}
		long unit = unit(matcher.group(2), text);
		try {
			return Duration.ofNanos(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit))
				.toBigInteger()
				.longValueExact());
		}
		catch (ArithmeticException ex) {
			throw new IllegalArgumentException("Invalid interval '" + text + "': it exceeds 292 years", ex);
		}
	}

	/**
	 * Writes an interval as a whole number of the longest unit that it is a multiple of.
	 * @param interval the interval
	 * @return for example {@code 90min}
	 */
	public static String formatInterval(Duration interval) {
		long nanos = interval.toNanos();
		for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
			if (nanos % unit.getValue() == 0) {
				return (nanos / unit.getValue()) + unit.getKey();
			}
		}
		throw new IllegalStateException("Every interval is a multiple of a nanosecond");
	}

	private static long unit(String name, String text) {
		String lower = name.toLowerCase(Locale.ROOT);
		return switch (lower) {
			case "" -> NANOS_PER_SECOND;
			case "us", "\u00b5s", "\u03bcs", "microsecond", "microseconds" -> TimeUnit.MICROSECONDS.toNanos(1);
			case "nanosecond", "nanoseconds" -> 1;
			case "millisecond", "milliseconds" -> TimeUnit.MILLISECONDS.toNanos(1);
			case "second", "seconds" -> NANOS_PER_SECOND;
			case "minute", "minutes" -> TimeUnit.MINUTES.toNanos(1);
			case "hour", "hours" -> TimeUnit.HOURS.toNanos(1);
			case "day", "days" -> TimeUnit.DAYS.toNanos(1);
			default -> {
				Long nanos = UNITS.get(lower);
				if (nanos == null) {
					throw new IllegalArgumentException("Invalid interval '" + text + "': unknown unit '" + name
							+ "', write one of ns, us, ms, s, min, h, d");
				}
				yield nanos;
			}
		};
	}

	private static Map<String, Long> units() {
		Map<String, Long> units = new LinkedHashMap<>();
		units.put("d", TimeUnit.DAYS.toNanos(1));
		units.put("h", TimeUnit.HOURS.toNanos(1));
		units.put("min", TimeUnit.MINUTES.toNanos(1));
		units.put("s", NANOS_PER_SECOND);
		units.put("ms", TimeUnit.MILLISECONDS.toNanos(1));
		units.put("\u03bcs", TimeUnit.MICROSECONDS.toNanos(1));
		units.put("ns", 1L);
		return units;
	}

}
