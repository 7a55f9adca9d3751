package io.github.polywire.metricq.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.TransformerOutput;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqTransformer;

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
		return of(method, beanType, MetricqListener.class);
	}

	/**
	 * Reads the signature of a method.
	 * @param method the method
	 * @param beanType the class of the bean, which may bind the method's type variables
	 * @param annotation the annotation that the method has
	 * @return the signature
	 * @throws MetricqDefinitionException if it is not one that such a method can have
	 */
	static ListenerSignature of(Method method, Class<?> beanType, Class<? extends Annotation> annotation) {
		List<Part> parts = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			ResolvableType type = ResolvableType.forMethodParameter(method, i, beanType);
			parts.add(part(method, type, annotation));
		}
		Set<Part> distinct = parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts);
		if (distinct.size() < parts.size()) {
			throw invalid(method, annotation, "it takes the same thing twice");
		}
		return new ListenerSignature(parts, mode(method, distinct, annotation));
	}

	private static Mode mode(Method method, Set<Part> all, Class<? extends Annotation> annotation) {
		Set<Part> parts = new HashSet<>(all);
		parts.remove(Part.OUTPUT);
		boolean point = parts.stream().anyMatch(OF_A_POINT::contains);
		boolean chunk = parts.contains(Part.CHUNK);
		boolean batch = parts.stream().anyMatch(OF_A_BATCH::contains);
		if (batch && parts.size() == 1) {
			return Mode.BATCH;
		}
		if (batch || point == chunk) {
			throw invalid(method, annotation, parts.isEmpty() ? "it takes no points"
					: "its parameters do not belong together, and it is not clear how often to call it");
		}
		return chunk ? Mode.CHUNK : Mode.POINT;
	}

	private static Part part(Method method, ResolvableType type, Class<? extends Annotation> annotation) {
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(type.toClass());
		if (raw == DataPoint.class) {
			return Part.POINT;
		}
		if (raw == MetricChunk.class) {
			return Part.CHUNK;
		}
		if (raw == TransformerOutput.class && annotation == MetricqTransformer.class) {
			return Part.OUTPUT;
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
		throw invalid(method, annotation, "it has a parameter of type " + type);
	}

	private static MetricqDefinitionException invalid(Method method, Class<? extends Annotation> annotation,
			String problem) {
		return new MetricqDefinitionException(AnnotatedMethods.describe(method),
				"a method with @" + annotation.getSimpleName() + " cannot be called so: " + problem,
				"Take a DataPoint, or any of String (the metric), Instant and double, or a MetricChunk, each with the"
						+ " MetricMetadata or without; or a List<DataPoint> or a List<MetricChunk>"
						+ ((annotation == MetricqTransformer.class) ? "; and a TransformerOutput if it sends by itself"
								: ""),
				null);
	}

	Part part(int parameter) {
		return this.parts.get(parameter);
	}

	boolean takes(Part part) {
		return this.parts.contains(part);
	}

	Mode mode() {
		return this.mode;
	}

	/** What a parameter is. */
	enum Part {

		POINT, METRIC, TIME, VALUE, CHUNK, POINTS, CHUNKS, METADATA, OUTPUT

	}

	/** How often the method is called. */
	enum Mode {

		POINT, CHUNK, BATCH

	}

}
