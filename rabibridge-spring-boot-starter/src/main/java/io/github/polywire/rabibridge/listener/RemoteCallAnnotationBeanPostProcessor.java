package io.github.polywire.rabibridge.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.wire.BindingException;
import io.github.polywire.rabibridge.wire.ValueConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.exc.InvalidDefinitionException;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the methods of beans that are annotated with {@link RemoteCall}.
 */
public final class RemoteCallAnnotationBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

	private static final String NUMBER = "a positive whole number";

	private static final String DURATION = "a duration such as 10s or PT10S";

	private static final String SWITCH = "true or false";

	private final ConfigurableListableBeanFactory beanFactory;

	private final Consumer<RemoteCallEndpoint> registration;

	private final Supplier<ValueConverter> converter;

	private final ObjectProvider<ParameterValidator> validator;

	private final Set<Class<?>> withoutHandlers = ConcurrentHashMap.newKeySet();

	private final EmbeddedValueResolver valueResolver;

	private final List<Runnable> postponed = new ArrayList<>();

	private boolean ready;

	/**
	 * Creates a post-processor.
	 * @param beanFactory resolves placeholders and expressions
	 * @param registry where functions are registered
	 * @param converter binds arguments
	 * @param validator checks constraints on parameters, where Bean Validation is there
	 */
	public RemoteCallAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<RemoteCallRegistry> registry, ObjectProvider<ValueConverter> converter,
			ObjectProvider<ParameterValidator> validator) {
		this(beanFactory, (endpoint) -> registry.getObject().register(endpoint), converter::getObject, validator);
	}

	/**
	 * Creates a post-processor that collects functions instead of having them served.
	 * @param beanFactory resolves placeholders and expressions
	 * @param group where the functions are added
	 * @param validator checks constraints on parameters, where Bean Validation is there
	 */
	public RemoteCallAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory, RemoteCallGroup group,
			ObjectProvider<ParameterValidator> validator) {
		this(beanFactory, group::add, group::converter, validator);
	}

	private RemoteCallAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory,
			Consumer<RemoteCallEndpoint> registration, Supplier<ValueConverter> converter,
			ObjectProvider<ParameterValidator> validator) {
		this.beanFactory = beanFactory;
		this.registration = registration;
		this.converter = converter;
		this.validator = validator;
		this.valueResolver = new EmbeddedValueResolver(beanFactory);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		Class<?> beanType = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		if (this.withoutHandlers.contains(beanType)) {
			return bean;
		}
		Map<Method, RemoteCall> methods = handlersOf(beanType);
		if (methods.isEmpty()) {
			this.withoutHandlers.add(beanType);
			return bean;
		}
		if (this.beanFactory.containsBean(beanName) && !this.beanFactory.isSingleton(beanName)) {
			throw manyInstances(beanName, beanType);
		}
		registerWhenReady(() -> methods.forEach((method, annotation) -> register(bean, beanType, method, annotation)));
		return bean;
	}

	/**
	 * Registers handlers when all singletons are there, so that a bean with handlers may
	 * be one that the registry itself depends on.
	 * @param registration registers the handlers of a bean
	 */
	private void registerWhenReady(Runnable registration) {
		synchronized (this.postponed) {
			if (!this.ready) {
				this.postponed.add(registration);
				return;
			}
		}
		registration.run();
	}

	/**
	 * Finds the handler methods of a type, an overridden one once.
	 * @param type the type
	 * @return the methods with their annotations
	 */
	static Map<Method, RemoteCall> handlersOf(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, RemoteCall.class)) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<RemoteCall>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, RemoteCall.class));
	}

	/**
	 * Looks after beans that are not made at start: those behind a scoped proxy are
	 * served through it, whether or not anyone injects it; others of which there may be
	 * many cannot serve.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
			if (definition.isAbstract() || definition.isSingleton()) {
				continue;
			}
			Class<?> type = this.beanFactory.getType(name, false);
			if (type == null || handlersOf(ClassUtils.getUserClass(type)).isEmpty()) {
				continue;
			}
			if (!ScopedProxyUtils.isScopedTarget(name)) {
				throw manyInstances(name, type);
			}
			this.beanFactory.getBean(name.substring(name.indexOf('.') + 1));
		}
		synchronized (this.postponed) {
			this.ready = true;
		}
		this.postponed.forEach(Runnable::run);
		this.postponed.clear();
	}

	private static RemoteCallDefinitionException manyInstances(String beanName, Class<?> beanType) {
		return new RemoteCallDefinitionException("bean '" + beanName + "' (" + beanType.getName() + ")",
				"it has methods with @RemoteCall, and is not a singleton: which instance would serve a call is not defined",
				"Make it a singleton, or give its @Scope a scoped proxy (proxyMode = ScopedProxyMode.TARGET_CLASS)",
				null);
	}

	private void register(Object bean, Class<?> beanType, Method method, RemoteCall annotation) {
		Method invocable = invocableMethod(bean, method);
		HandlerSignature signature = HandlerSignature.of(method, beanType, this::resolveDefault, this::isBindable);
		checkReturnType(method);
		FunctionKey function = functionKey(method, annotation);
		ArgumentBinder binder = new ArgumentBinder(function.name(), signature, this.converter.get());
		HandlerMethodFactory factory = new HandlerMethodFactory(signature, new CallArgumentResolver(signature, binder),
				this.validator.getIfAvailable());
		factory.setBeanFactory(this.beanFactory);
		factory.afterPropertiesSet();
		InvocableHandlerMethod handlerMethod = factory.createInvocableHandlerMethod(bean, invocable);
		this.registration.accept(new RemoteCallEndpoint(function, options(method, annotation),
				new MethodRequestHandler(handlerMethod, binder), HandlerSignature.describe(method)));
	}

	private static Method invocableMethod(Object bean, Method method) {
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"the method cannot be called through the bean's proxy",
					"Declare the method in an interface that the proxy has, or make it public and proxy the class (spring.aop.proxy-target-class=true)",
					ex);
		}
	}

	private static void checkReturnType(Method method) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		if (adapter != null && adapter.isMultiValue()) {
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"it returns a stream, and a call has one result", "Return the list, or a Mono of it", null);
		}
	}

	private FunctionKey functionKey(Method method, RemoteCall annotation) {
		String name = text(method, annotation.name());
		try {
			return new FunctionKey((name != null) ? name : method.getName(), annotation.kind());
		}
		catch (IllegalArgumentException ex) {
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"@RemoteCall(name = \"" + annotation.name() + "\") is not a function name: " + ex.getMessage(),
					"Give the function a name", ex);
		}
	}

	private RemoteCallOptions options(Method method, RemoteCall annotation) {
		Integer queueSize = attribute(method, "queueSize", annotation.queueSize(), NUMBER, Integer::valueOf);
		Integer fetchSize = attribute(method, "fetchSize", annotation.fetchSize(), NUMBER, Integer::valueOf);
		Duration timeout = attribute(method, "timeout", annotation.timeout(), DURATION, DurationStyle::detectAndParse);
		Integer concurrency = attribute(method, "concurrency", annotation.concurrency(), NUMBER, Integer::valueOf);
		Boolean reRegister = attribute(method, "reRegister", annotation.reRegister(), SWITCH, this::toBoolean);
		Boolean autoStartup = attribute(method, "autoStartup", annotation.autoStartup(), SWITCH, this::toBoolean);
		try {
			return new RemoteCallOptions(text(method, annotation.id()), queueSize, fetchSize, timeout, concurrency,
					Boolean.TRUE.equals(reRegister), autoStartup);
		}
		catch (IllegalArgumentException ex) {
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"its @RemoteCall annotation is not valid: " + ex.getMessage(), "Give the attribute another value",
					ex);
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
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"the attribute %s of @RemoteCall is '%s', which is not %s".formatted(name, value, expected),
					"Give the attribute " + expected + ", or leave it out", ex);
		}
	}

	private Boolean toBoolean(String value) {
		return switch (value) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("Neither true nor false: " + value);
		};
	}

	private @Nullable String text(Method method, String expression) {
		try {
			String value = this.valueResolver.resolveStringValue(expression);
			return StringUtils.hasLength(value) ? value : null;
		}
		catch (RuntimeException ex) {
			throw new RemoteCallDefinitionException(HandlerSignature.describe(method),
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

	/**
	 * Tells whether Jackson makes values of a type that cannot be instantiated itself.
	 * @param type the type
	 * @return {@code false} if no argument can ever be bound to it
	 */
	private boolean isBindable(Type type) {
		try {
			this.converter.get().bind(Map.of(), type);
			return true;
		}
		catch (BindingException ex) {
			return !(ex.getCause() instanceof InvalidDefinitionException);
		}
	}

	private @Nullable Object resolveDefault(String expression, MethodParameter parameter) {
		String value = this.valueResolver.resolveStringValue(expression);
		return this.beanFactory.getTypeConverter()
			.convertIfNecessary(value, parameter.nestedIfOptional().getNestedParameterType());
	}

}
