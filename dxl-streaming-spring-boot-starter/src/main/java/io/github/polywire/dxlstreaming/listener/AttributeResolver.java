package io.github.polywire.dxlstreaming.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringUtils;

/**
 * Reads attributes of annotations: placeholders, SpEL, and then the type.
 */
final class AttributeResolver {

	private final ConfigurableBeanFactory beanFactory;

	AttributeResolver(ConfigurableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Nullable String text(Method method, String expression) {
		Object value = value(method, expression);
		return (value != null && StringUtils.hasLength(value.toString())) ? value.toString() : null;
	}

	List<String> texts(Method method, String[] expressions) {
		List<String> all = new ArrayList<>();
		for (String expression : expressions) {
			Object value = value(method, expression);
			if (value instanceof Collection<?> several) {
				several.forEach((one) -> all.add(String.valueOf(one)));
			}
			else if (value instanceof String[] several) {
				all.addAll(List.of(several));
			}
			else if (value != null) {
				all.addAll(StringUtils.commaDelimitedListToSet(value.toString()).stream().map(String::trim).toList());
			}
		}
		all.removeIf((text) -> !StringUtils.hasLength(text));
		return all;
	}

	@Nullable Integer number(Method method, String name, String expression) {
		return attribute(method, name, expression, "a positive whole number", Integer::valueOf);
	}

	<E extends Enum<E>> @Nullable E constant(Method method, String name, String expression, Class<E> type) {
		String values = Stream.of(type.getEnumConstants())
			.map((value) -> value.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		return attribute(method, name, expression, "one of " + values,
				(value) -> Enum.valueOf(type, value.strip().toUpperCase(Locale.ROOT)));
	}

	@Nullable Duration interval(Method method, String name, String expression) {
		return attribute(method, name, expression, "a duration such as 500ms, 10s or PT1M",
				DurationStyle::detectAndParse);
	}

	@Nullable Boolean flag(Method method, String name, String expression) {
		return attribute(method, name, expression, "true or false", (value) -> switch (value) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("Neither true nor false: " + value);
		});
	}

	private <T> @Nullable T attribute(Method method, String name, String expression, String expected,
			Function<String, T> conversion) {
		String value = text(method, expression);
		if (value == null) {
			return null;
		}
		try {
			return conversion.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					"the attribute %s is '%s', which is not %s".formatted(name, value, expected),
					"Give the attribute " + expected + ", or leave it out", ex);
		}
	}

	private @Nullable Object value(Method method, String expression) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(expression);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			return (expressions != null)
					? expressions.evaluate(resolved, new BeanExpressionContext(this.beanFactory, null)) : resolved;
		}
		catch (RuntimeException ex) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

}
