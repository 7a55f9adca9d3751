package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqDefinitionException;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What the parameters of a listener's method are, and so how often it is called.
 */
final class ListenerSignature {

	private static final Set<Part> OF_A_POINT = EnumSet.of(Part.POINT, Part.METRIC, Part.TIME, Part.VALUE);

	private static final Set<Part> OF_A_BATCH = EnumSet.of(Part.POINTS, Part.CHUNKS);

	private final List<Part> parts;

	private final Mode mode;

	private ListenerSignature(List<Part> parts, Mode mode) {
		this.parts = parts;
		this.mode = mode;
	}

	/**
	 * Reads the signature of a method.
	 * @param method the method
	 * @param beanType the class of the bean, which may bind the method's type variables
	 * @return the signature
	 * @throws MetricqDefinitionException if it is not one that a listener can have
	 */
	static ListenerSignature of(Method method, Class<?> beanType) {
		List<Part> parts = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			ResolvableType type = ResolvableType.forMethodParameter(method, i, beanType);
			parts.add(part(method, type));
		}
		Set<Part> distinct = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
		if (distinct.size() < parts.size()) {
			throw invalid(method, "it takes the same thing twice");
		}
		return new ListenerSignature(parts, mode(method, distinct));
	}

	private static Mode mode(Method method, Set<Part> parts) {
		boolean point = parts.stream().anyMatch(OF_A_POINT::contains);
		boolean chunk = parts.contains(Part.CHUNK);
		boolean batch = parts.stream().anyMatch(OF_A_BATCH::contains);
		if (batch && parts.size() == 1) {
			return Mode.BATCH;
		}
		if (batch || point == chunk) {
			throw invalid(method, parts.isEmpty() ? "it takes no points"
					: "its parameters do not belong together, and it is not clear how often to call it");
		}
		return chunk ? Mode.CHUNK : Mode.POINT;
	}

	private static Part part(Method method, ResolvableType type) {
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(type.toClass());
		if (raw == DataPoint.class) {
			return Part.POINT;
		}
		if (raw == MetricChunk.class) {
			return Part.CHUNK;
		}
		if (raw == MetricMetadata.class) {
			return Part.METADATA;
		}
		if (raw == String.class) {
			return Part.METRIC;
		}
		if (raw == Instant.class) {
			return Part.TIME;
		}
		if (raw == Double.class) {
			return Part.VALUE;
		}
		if (raw.isAssignableFrom(List.class) && Iterable.class.isAssignableFrom(raw)) {
			Class<?> element = type.as(Iterable.class).getGeneric().toClass();
			if (element == DataPoint.class) {
				return Part.POINTS;
			}
			if (element == MetricChunk.class) {
				return Part.CHUNKS;
			}
		}
		throw invalid(method, "it has a parameter of type " + type);
	}

	private static MetricqDefinitionException invalid(Method method, String problem) {
		return new MetricqDefinitionException(AnnotatedMethods.describe(method),
				"a method with @MetricqListener cannot be called so: " + problem,
				"Take a DataPoint, or any of String (the metric), Instant and double, or a MetricChunk, each with the"
						+ " MetricMetadata or without; or a List<DataPoint> or a List<MetricChunk>",
				null);
	}

	Part part(int parameter) {
		return this.parts.get(parameter);
	}

	Mode mode() {
		return this.mode;
	}

	/** What a parameter is. */
	enum Part {

		POINT, METRIC, TIME, VALUE, CHUNK, POINTS, CHUNKS, METADATA

	}

	/** How often the method is called. */
	enum Mode {

		POINT, CHUNK, BATCH

	}

}
