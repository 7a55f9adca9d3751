package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.listener.ListenerSignature.Mode;
import io.github.polywire.metricq.listener.ListenerSignature.Part;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reads what a method with {@link MetricqTransformer} says about itself.
 */
final class TransformerReader {

	private final AttributeResolver attributes;

	private final BeanFactory beanFactory;

	TransformerReader(AttributeResolver attributes, BeanFactory beanFactory) {
		this.attributes = attributes;
		this.beanFactory = beanFactory;
	}

	TransformerDefinition read(Object bean, Class<?> type, Method method, MetricqTransformer annotation) {
		Map<String, Map<String, Object>> outputs = new LinkedHashMap<>();
		ListenerOptions options;
		try {
			for (MetricqOutput output : annotation.outputs()) {
				readOutput(method, output, outputs);
			}
			options = options(type, method, annotation, outputs);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(method, "its @MetricqTransformer is not valid: " + ex.getMessage(),
					"Give the attribute another value");
		}
		ListenerSignature signature = ListenerSignature.of(method, type, MetricqTransformer.class);
		checkResult(method, type, signature, outputs.size());
		return new TransformerDefinition(options, this.attributes.text(method, annotation.token()), outputs,
				new MethodChunkHandler(bean, method, signature, this.beanFactory));
	}

	private ListenerOptions options(Class<?> type, Method method, MetricqTransformer annotation,
			Map<String, Map<String, Object>> outputs) {
		String id = this.attributes.text(method, annotation.id());
		List<String> metrics = this.attributes.texts(method, annotation.metrics());
		String pattern = this.attributes.text(method, annotation.pattern());
		if (metrics.isEmpty() == (pattern == null)) {
			throw invalid(method,
					"its @MetricqTransformer names " + (metrics.isEmpty() ? "no metrics" : "metrics and a pattern"),
					"Give it either metrics or a pattern");
		}
		metrics.forEach(MetricqNames::requireMetric);
		metrics.stream().filter(outputs::containsKey).findFirst().ifPresent((metric) -> {
			throw invalid(method, "the metric '" + metric + "' both comes in and goes out, which never ends",
					"Give the output another name");
		});
		return new ListenerOptions((id != null) ? id : type.getSimpleName() + "." + method.getName(), metrics, pattern,
				null, this.attributes.number(method, "concurrency", annotation.concurrency()),
				this.attributes.number(method, "prefetch", annotation.prefetch()),
				this.attributes.number(method, "batchSize", annotation.batchSize()),
				this.attributes.flag(method, "autoStartup", annotation.autoStartup()));
	}

	private void readOutput(Method method, MetricqOutput output, Map<String, Map<String, Object>> outputs) {
		String name = this.attributes.text(method, output.name());
		if (name == null) {
			throw new IllegalArgumentException("an output has no name");
		}
		Map<String, Object> metadata = new LinkedHashMap<>();
		put(metadata, "unit", this.attributes.text(method, output.unit()));
		put(metadata, "description", this.attributes.text(method, output.description()));
		put(metadata, "quantity", this.attributes.text(method, output.quantity()));
		String rate = this.attributes.text(method, output.rate());
		if (rate != null) {
			double number = Double.parseDouble(rate);
			if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
				throw new IllegalArgumentException("the rate of the output '" + name + "' is not positive: " + rate);
			}
			metadata.put("rate", number);
		}
		if (outputs.put(MetricqNames.requireMetric(name), metadata) != null) {
			throw new IllegalArgumentException("there are two outputs with the name '" + name + "'");
		}
	}

	private static void put(Map<String, Object> metadata, String key, @Nullable String text) {
		if (text != null) {
			metadata.put(key, text);
		}
	}

	private static void checkResult(Method method, Class<?> type, ListenerSignature signature, int outputs) {
		ResolvableType result = ResolvableType.forMethodReturnType(method, type);
		if (CompletionStage.class.isAssignableFrom(result.toClass())) {
			result = result.as(CompletionStage.class).getGeneric();
		}
		if (Collection.class.isAssignableFrom(result.toClass())) {
			result = result.as(Collection.class).getGeneric();
		}
		else if (result.toClass() == Optional.class) {
			result = result.getGeneric();
		}
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(result.toClass());
		boolean sends = signature.takes(Part.OUTPUT);
		boolean nothing = raw == void.class || raw == Void.class;
		boolean number = Number.class.isAssignableFrom(raw);
		if (!nothing && !number && raw != DataPoint.class && raw != MetricChunk.class) {
			throw invalid(method, "a method with @MetricqTransformer cannot return " + result,
					"Return a DataPoint, a MetricChunk, a Collection of them, a number, or nothing");
		}
		if (number && (signature.mode() != Mode.POINT || outputs != 1)) {
			throw invalid(method, "it returns a number, and it is not clear of which metric or time",
					"Take a point and name one output, or return a DataPoint or a MetricChunk");
		}
		if ((nothing && !sends) != (outputs == 0)) {
			throw invalid(method,
					(outputs == 0) ? "it makes points, and its @MetricqTransformer names no outputs"
							: "its @MetricqTransformer names outputs, and it makes no points",
					(outputs == 0) ? "Name the outputs" : "Return points, or take a TransformerOutput");
		}
	}

	private static MetricqDefinitionException invalid(Method method, String problem, String fix) {
		return new MetricqDefinitionException(AnnotatedMethods.describe(method), problem, fix, null);
	}

}
