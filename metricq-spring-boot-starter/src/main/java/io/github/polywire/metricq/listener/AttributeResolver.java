package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqTime;
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

	@Nullable Duration interval(Method method, String name, String expression) {
		return attribute(method, name, expression, "an interval such as 100ms, 10s, 5min or PT1M",
				AttributeResolver::interval);
	}

	@Nullable Boolean flag(Method method, String name, String expression) {
		return attribute(method, name, expression, "true or false", (value) -> switch (value) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("Neither true nor false: " + value);
		});
	}

	// What MetricQ does not know, such as 10m and PT10M, Boot does.
	private static Duration interval(String text) {
		try {
			return MetricqTime.parseInterval(text);
		}
		catch (IllegalArgumentException ex) {
			return DurationStyle.detectAndParse(text);
		}
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
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method),
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
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method),
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

}
