package io.github.polywire.metricq.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqMetric;
import io.github.polywire.metricq.annotation.MetricqRpc;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.RpcCodec;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.util.ClassUtils;

/**
 * Registers the methods of beans that are annotated with {@link MetricqListener},
 * {@link MetricqTransformer}, {@link MetricqMetric} or {@link MetricqRpc}.
 */
public final class MetricqAnnotationBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<MetricqListenerRegistry> listeners;

	private final ObjectProvider<MetricqTransformerRegistry> transformers;

	private final ObjectProvider<MetricTaskRegistry> metrics;

	private final ObjectProvider<RpcHandlerRegistry> handlers;

	private final ObjectProvider<RpcCodec> codec;

	private final AttributeResolver attributes;

	private final TransformerReader transformerReader;

	private final Set<Class<?>> withoutMethods = ConcurrentHashMap.newKeySet();

	private final List<Runnable> postponed = new ArrayList<>();

	private boolean ready;

	/**
	 * Creates a post-processor.
	 * @param beanFactory resolves placeholders and expressions
	 * @param listeners where listeners are registered
	 * @param transformers where transformers are registered
	 * @param metrics where metrics on a grid of times are registered
	 * @param handlers where handlers of RPCs are registered
	 * @param codec binds the arguments of RPCs
	 */
	public MetricqAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<MetricqListenerRegistry> listeners, ObjectProvider<MetricqTransformerRegistry> transformers,
			ObjectProvider<MetricTaskRegistry> metrics, ObjectProvider<RpcHandlerRegistry> handlers,
			ObjectProvider<RpcCodec> codec) {
		this.beanFactory = beanFactory;
		this.listeners = listeners;
		this.transformers = transformers;
		this.metrics = metrics;
		this.handlers = handlers;
		this.codec = codec;
		this.attributes = new AttributeResolver(beanFactory);
		this.transformerReader = new TransformerReader(this.attributes, beanFactory);
	}

	/**
	 * Whether a type has methods of ours.
	 * @param type the type
	 * @return {@code true} if a bean of it must be made although nobody asks for it
	 */
	static boolean hasMethods(Class<?> type) {
		return !AnnotatedMethods.find(type, MetricqListener.class).isEmpty()
				|| !AnnotatedMethods.find(type, MetricqTransformer.class).isEmpty()
				|| !AnnotatedMethods.find(type, MetricqMetric.class).isEmpty()
				|| !AnnotatedMethods.find(type, MetricqRpc.class).isEmpty();
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		if (this.withoutMethods.contains(type)) {
			return bean;
		}
		if (!hasMethods(type)) {
			this.withoutMethods.add(type);
			return bean;
		}
		if (this.beanFactory.containsBean(beanName) && !this.beanFactory.isSingleton(beanName)) {
			throw new MetricqDefinitionException("bean '" + beanName + "' (" + type.getName() + ")",
					"it has methods for MetricQ, and is not a singleton: which instance would be called is not defined",
					"Make it a singleton", null);
		}
		registerWhenReady(() -> register(bean, type));
		return bean;
	}

	// When all singletons are there, so that the registries may depend on a bean that has
	// such methods.
	private void registerWhenReady(Runnable registration) {
		synchronized (this.postponed) {
			if (!this.ready) {
				this.postponed.add(registration);
				return;
			}
		}
		registration.run();
	}

	@Override
	public void afterSingletonsInstantiated() {
		synchronized (this.postponed) {
			this.ready = true;
		}
		this.postponed.forEach(Runnable::run);
		this.postponed.clear();
	}

	private void register(Object bean, Class<?> type) {
		each(type, MetricqRpc.class, (method, annotation) -> registerHandler(bean, type, method, annotation));
		each(type, MetricqMetric.class, (method, annotation) -> registerMetric(bean, method, annotation));
		each(type, MetricqTransformer.class, (method, annotation) -> this.transformers.getObject()
			.register(this.transformerReader.read(bean, type, method, annotation)));
		each(type, MetricqListener.class, (method, annotation) -> registerListener(bean, type, method, annotation));
	}

	private static <A extends Annotation> void each(Class<?> type, Class<A> annotation, Registration<A> registration) {
		AnnotatedMethods.find(type, annotation).forEach(registration::register);
	}

	private void registerListener(Object bean, Class<?> type, Method method, MetricqListener annotation) {
		String id = this.attributes.text(method, annotation.id());
		List<String> metrics = this.attributes.texts(method, annotation.metrics());
		String pattern = this.attributes.text(method, annotation.pattern());
		if (metrics.isEmpty() == (pattern == null)) {
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method),
					"its @MetricqListener names " + (metrics.isEmpty() ? "no metrics" : "metrics and a pattern"),
					"Give it either metrics or a pattern", null);
		}
		ListenerOptions options;
		try {
			metrics.forEach(MetricqNames::requireMetric);
			options = new ListenerOptions((id != null) ? id : type.getSimpleName() + "." + method.getName(), metrics,
					pattern, this.attributes.interval(method, "expires", annotation.expires()),
					this.attributes.number(method, "concurrency", annotation.concurrency()),
					this.attributes.number(method, "prefetch", annotation.prefetch()),
					this.attributes.number(method, "batchSize", annotation.batchSize()),
					this.attributes.flag(method, "autoStartup", annotation.autoStartup()));
		}
		catch (IllegalArgumentException ex) {
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method),
					"its @MetricqListener is not valid: " + ex.getMessage(), "Give the attribute another value", ex);
		}
		this.listeners.getObject().register(options, new MethodChunkHandler(bean, method, type, this.beanFactory));
	}

	private void registerMetric(Object bean, Method method, MetricqMetric annotation) {
		String place = AnnotatedMethods.describe(method);
		if (method.getParameterCount() > 0 || !returnsNumber(method)) {
			throw new MetricqDefinitionException(place,
					"a method with @MetricqMetric takes nothing and returns a number, and this one does not",
					"Return a number, an Optional of one, or an OptionalDouble, and take no parameters", null);
		}
		String name = this.attributes.text(method, annotation.name());
		Duration period = this.attributes.interval(method, "period", annotation.period());
		Integer chunkSize = this.attributes.number(method, "chunkSize", annotation.chunkSize());
		if (name == null || period == null || period.toNanos() <= 0 || (chunkSize != null && chunkSize <= 0)) {
			throw new MetricqDefinitionException(place,
					"its @MetricqMetric has no name, or a period or chunk size that is not positive",
					"Give it a name and a period such as 1s", null);
		}
		try {
			MetricqNames.requireMetric(name);
		}
		catch (IllegalArgumentException ex) {
			throw new MetricqDefinitionException(place, "its name cannot be sent: " + ex.getMessage(),
					"Give it a shorter name", ex);
		}
		Map<String, Object> metadata = new LinkedHashMap<>();
		putText(metadata, "unit", method, annotation.unit());
		putText(metadata, "description", method, annotation.description());
		putText(metadata, "quantity", method, annotation.quantity());
		metadata.put("rate", 1e9 / period.toNanos());
		this.metrics.getObject()
			.register(new MetricDefinition(name, bean, AnnotatedMethods.invocable(bean, method), period, metadata,
					chunkSize));
	}

	private void putText(Map<String, Object> metadata, String key, Method method, String expression) {
		String text = this.attributes.text(method, expression);
		if (text != null) {
			metadata.put(key, text);
		}
	}

	private static boolean returnsNumber(Method method) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(method.getReturnType());
		if (type == Optional.class) {
			type = ResolvableType.forMethodReturnType(method).getGeneric().toClass();
		}
		return Number.class.isAssignableFrom(type) || type == OptionalDouble.class || type == OptionalInt.class
				|| type == OptionalLong.class;
	}

	private void registerHandler(Object bean, Class<?> type, Method method, MetricqRpc annotation) {
		String function = this.attributes.text(method, annotation.value());
		if (function == null) {
			throw new MetricqDefinitionException(AnnotatedMethods.describe(method), "its @MetricqRpc names no function",
					"Give it the name of a function", null);
		}
		RpcHandlerMethod handler = new RpcHandlerMethod(bean, method, type, Set.of(annotation.roles()),
				order(method, type), this.codec.getObject().jsonMapper(), this.beanFactory);
		this.handlers.getObject().register(function, handler);
	}

	private static int order(Method method, Class<?> type) {
		Integer order = OrderUtils.getOrder(method);
		return (order != null) ? order : OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

	/**
	 * Registers a method.
	 *
	 * @param <A> the annotation's type
	 */
	private interface Registration<A extends Annotation> {

		/**
		 * Registers a method.
		 * @param method the method
		 * @param annotation its annotation
		 */
		void register(Method method, A annotation);

	}

}
