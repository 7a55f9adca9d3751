package io.github.polywire.natsmicro.listener;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroEndpointDefaults;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.util.unit.DataSize;

/**
 * Resolves the string attributes of annotations: placeholders, expressions, numbers.
 */
final class AttributeResolver {

	private final StringValueResolver values;

	AttributeResolver(StringValueResolver values) {
		this.values = values;
	}

	/**
	 * Resolves a text.
	 * @param place where the annotation is
	 * @param expression the attribute
	 * @return the text, or {@code null} if it is empty
	 * @throws MicroDefinitionException if it cannot be resolved
	 */
	@Nullable String text(String place, String expression) {
		try {
			String value = this.values.resolveStringValue(expression);
			return StringUtils.hasLength(value) ? value : null;
		}
		catch (RuntimeException ex) {
			throw new MicroDefinitionException(place,
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

	@Nullable Integer number(String place, String name, String expression, int least) {
		return convert(place, name, expression,
				"a whole number" + ((least > 0) ? " above zero" : " that is not negative"), (text) -> {
					int number = Integer.parseInt(text);
					if (number < least) {
						throw new IllegalArgumentException("Too small: " + number);
					}
					return number;
				});
	}

	@Nullable Boolean toggle(String place, String name, String expression) {
		return convert(place, name, expression, "true or false", (text) -> switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("Neither true nor false: " + text);
		});
	}

	MicroEndpointDefaults defaults(String place, String queueGroup, String pendingMessages, String pendingSize) {
		Integer messages = number(place, "pendingMessages", pendingMessages, 0);
		Long bytes = convert(place, "pendingSize", pendingSize, "a size such as 64MB", (text) -> {
			DataSize size = DataSize.parse(text);
			if (size.isNegative()) {
				throw new IllegalArgumentException("Negative: " + size);
			}
			return size.toBytes();
		});
		return new MicroEndpointDefaults(text(place, queueGroup), (messages != null) ? messages.longValue() : null,
				bytes);
	}

	Map<String, String> metadata(String place, String[] entries) {
		Map<String, String> metadata = new LinkedHashMap<>();
		for (String entry : entries) {
			String resolved = text(place, entry);
			int separator = (resolved != null) ? resolved.indexOf('=') : -1;
			if (resolved == null || separator < 1) {
				throw new MicroDefinitionException(place, "the metadata '" + entry + "' has no key and value",
						"Write it as in team=blue", null);
			}
			metadata.put(resolved.substring(0, separator).strip(), resolved.substring(separator + 1).strip());
		}
		return metadata;
	}

	private <T> @Nullable T convert(String place, String name, String expression, String expected,
			Function<String, T> conversion) {
		String value = text(place, expression);
		if (value == null) {
			return null;
		}
		try {
			return conversion.apply(value.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new MicroDefinitionException(place,
					"the attribute %s is '%s', which is not %s".formatted(name, value, expected),
					"Give the attribute " + expected + ", or leave it out", ex);
		}
	}

}
