package io.github.polywire.statsd.wire;

import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Numbers as StatsD servers read them: without exponents.
 */
final class NumberText {

	/** Up to here every whole number is a double, and a long. */
	private static final double MAX_WHOLE = 1L << 53;

	private static final int NANO_DIGITS_OF_MILLI = 6;

	private static final long NANOS_PER_MILLI = 1_000_000;

	private NumberText() {
	}

	static boolean isWhole(double value) {
		return Math.abs(value) <= MAX_WHOLE && value == Math.rint(value);
	}

	/**
	 * Writes a number without an exponent.
	 * @param value the number
	 * @return the text, or {@code null} if it is not finite
	 */
	static @Nullable String of(double value) {
		if (!Double.isFinite(value)) {
			return null;
		}
		if (isWhole(value)) {
			return Long.toString((long) value);
		}
		String text = Double.toString(value);
		return (text.indexOf('E') >= 0) ? new BigDecimal(text).stripTrailingZeros().toPlainString() : text;
	}

	/**
	 * Writes a time in milliseconds, with one decimal at least and as many as it takes.
	 * @param duration the time
	 * @return the text, or {@code null} if it is negative or above 292 years
	 */
	static @Nullable String ofMillis(Duration duration) {
		if (duration.isNegative() || duration.getSeconds() > Long.MAX_VALUE / 1_000_000_000 - 1) {
			return null;
		}
		long nanos = duration.toNanos();
		long fraction = nanos % NANOS_PER_MILLI;
		int digits = NANO_DIGITS_OF_MILLI;
		while (digits > 1 && fraction % 10 == 0) {
			fraction /= 10;
			digits--;
		}
		StringBuilder text = new StringBuilder(24).append(nanos / NANOS_PER_MILLI).append('.');
		int at = text.length();
		text.append(fraction);
		while (text.length() - at < digits) {
			text.insert(at, '0');
		}
		return text.toString();
	}

}
