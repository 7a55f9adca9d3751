package io.github.polywire.metricq.client;

import java.util.regex.Pattern;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Names of meters as parts of metrics' names: letters, digits, {@code _} and {@code -} as
 * they are, dots only in the names of meters, and {@code _} for everything else, such as
 * the wildcards of RabbitMQ.
 */
final class MeterNamingConvention implements NamingConvention {

	private static final Pattern NOT_IN_NAMES = Pattern.compile("[^\\p{L}\\p{N}_.-]");

	private static final Pattern NOT_IN_TAGS = Pattern.compile("[^\\p{L}\\p{N}_-]");

	@Override
	public String name(String name, Meter.Type type, @Nullable String baseUnit) {
		return NOT_IN_NAMES.matcher(name).replaceAll("_");
	}

	@Override
	public String tagKey(String key) {
		return tag(key);
	}

	@Override
	public String tagValue(String value) {
		return tag(value);
	}

	private static String tag(String text) {
		return text.isEmpty() ? "_" : NOT_IN_TAGS.matcher(text).replaceAll("_");
	}

}
