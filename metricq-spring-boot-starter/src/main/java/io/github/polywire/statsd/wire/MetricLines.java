package io.github.polywire.statsd.wire;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Encodes metrics as {@code path:value|type} and a newline. What is returned holds no
 * other newline, except where two lines belong together. Thread-safe.
 */
public final class MetricLines {

	/** What one line may take, its newline included. */
	public static final int MAX_LINE_BYTES = 4096;

	/** What is returned may take: two lines. */
	public static final int MAX_BYTES = 2 * MAX_LINE_BYTES;

	private static final Pattern TYPE_CODE = Pattern.compile("[A-Za-z0-9_]{1,32}(\\|@[0-9.]{1,32})?");

	private static final String COUNTER = "c";

	private static final String GAUGE = "g";

	private static final String TIMER = "ms";

	private final String prefix;

	private final String counterPrefix;

	private final String gaugePrefix;

	private final String timerPrefix;

	/**
	 * Creates an encoder.
	 * @param prefix what each path starts with, without the dot after it; may be empty
	 * @param typePrefixes whether the kind of a metric follows the prefix
	 */
	public MetricLines(String prefix, boolean typePrefixes) {
		Assert.notNull(prefix, "'prefix' must not be null");
		this.prefix = prefix.isEmpty() ? "" : SafeText.replace(prefix, true) + ".";
		this.counterPrefix = this.prefix + (typePrefixes ? "counters." : "");
		this.gaugePrefix = this.prefix + (typePrefixes ? "gauges." : "");
		this.timerPrefix = this.prefix + (typePrefixes ? "timers." : "");
	}

	/**
	 * Encodes the change of a counter.
	 * @param path the counter
	 * @param amount the change
	 * @return the line, or {@code null} if this is not a metric
	 */
	public byte @Nullable [] counter(String path, long amount) {
		return encode(this.counterPrefix, path, Long.toString(amount), COUNTER);
	}

	/**
	 * Encodes the value of a gauge.
	 * @param path the gauge
	 * @param value the value
	 * @return the line, or both lines of a negative value, or {@code null} if this is not
	 * a metric
	 */
	public byte @Nullable [] gauge(String path, double value) {
		byte[] line = encode(this.gaugePrefix, path, NumberText.of(value), GAUGE);
		if (line == null || value >= 0) {
			return line;
		}
		byte[] zero = encode(this.gaugePrefix, path, "0", GAUGE);
		return (zero != null) ? join(zero, line) : null;
	}

	/**
	 * Encodes the change of a gauge.
	 * @param path the gauge
	 * @param delta the change
	 * @return the line, or {@code null} if this is not a metric
	 */
	public byte @Nullable [] gaugeDelta(String path, double delta) {
		String value = NumberText.of(delta);
		boolean signed = value == null || value.startsWith("-");
		return encode(this.gaugePrefix, path, signed ? value : "+" + value, GAUGE);
	}

	/**
	 * Encodes a time.
	 * @param path the timer
	 * @param duration the time
	 * @return the line, or {@code null} if this is not a metric
	 */
	public byte @Nullable [] timing(String path, Duration duration) {
		return encode(this.timerPrefix, path, NumberText.ofMillis(duration), TIMER);
	}

	/**
	 * Encodes a metric of any type.
	 * @param path the metric
	 * @param value its value
	 * @param typeCode its type, and a sample rate if any
	 * @return the line, or {@code null} if this is not a metric
	 */
	public byte @Nullable [] any(String path, String value, String typeCode) {
		if (!typeCode.equals(COUNTER) && !typeCode.equals(GAUGE) && !typeCode.equals(TIMER)
				&& !TYPE_CODE.matcher(typeCode).matches()) {
			return null;
		}
		return encode(this.prefix, path, value, typeCode);
	}

	/**
	 * Encodes a line that is complete, with its newline or without.
	 * @param line the line
	 * @return the line, or {@code null} if this is not a line
	 */
	public byte @Nullable [] complete(String line) {
		int length = line.length();
		if (length > 0 && line.charAt(length - 1) == '\n') {
			return complete(line.substring(0, length - 1));
		}
		if (length == 0 || length >= MAX_LINE_BYTES) {
			return null;
		}
		if (!SafeText.isPlain(line, false)) {
			return bounded(SafeText.utf8(SafeText.replace(line, false) + '\n'));
		}
		byte[] bytes = new byte[length + 1];
		bytes[SafeText.copy(line, bytes, 0)] = '\n';
		return bytes;
	}

	private static byte @Nullable [] encode(String prefix, String path, @Nullable String value, String typeCode) {
		if (path.isEmpty() || value == null || value.isEmpty()) {
			return null;
		}
		// Sums of lengths of strings may exceed an int.
		if (path.length() >= MAX_LINE_BYTES || value.length() >= MAX_LINE_BYTES) {
			return null;
		}
		if (!SafeText.isPlain(path, true) || !SafeText.isPlain(value, true) || !SafeText.isPlain(prefix, true)) {
			return bounded(SafeText.utf8(prefix + SafeText.replace(path, true) + ':' + SafeText.replace(value, true)
					+ '|' + typeCode + '\n'));
		}
		int length = prefix.length() + path.length() + value.length() + typeCode.length() + 3;
		if (length > MAX_LINE_BYTES) {
			return null;
		}
		byte[] line = new byte[length];
		int end = SafeText.copy(path, line, SafeText.copy(prefix, line, 0));
		line[end] = ':';
		end = SafeText.copy(value, line, end + 1);
		line[end] = '|';
		line[SafeText.copy(typeCode, line, end + 1)] = '\n';
		return line;
	}

	private static byte @Nullable [] bounded(byte[] line) {
		return (line.length <= MAX_LINE_BYTES) ? line : null;
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] both = new byte[first.length + second.length];
		System.arraycopy(first, 0, both, 0, first.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

}
