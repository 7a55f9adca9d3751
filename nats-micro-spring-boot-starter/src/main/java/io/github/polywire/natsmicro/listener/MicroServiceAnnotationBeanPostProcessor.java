package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroService;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ClassUtils;

/**
 * Registers beans that are annotated with {@link MicroService}, and exception handlers.
 */
public final class MicroServiceAnnotationBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<MicroServiceRegistry> registry;

	private final ObjectProvider<HandlerMethods> handlerMethods;

	private final AttributeResolver attributes;

	private final Set<Class<?>> withoutHandlers = ConcurrentHashMap.newKeySet();

	private final List<Runnable> postponed = new ArrayList<>();

	private boolean ready;

	/**
	 * Creates a post-processor.
	 * @param beanFactory resolves placeholders and expressions
	 * @param registry where services are registered
	 * @param handlerMethods makes methods invocable
	 */
	public MicroServiceAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<MicroServiceRegistry> registry, ObjectProvider<HandlerMethods> handlerMethods) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.handlerMethods = handlerMethods;
		this.attributes = new AttributeResolver(new EmbeddedValueResolver(beanFactory));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (ScopedProxyUtils.isScopedTarget(beanName)) {
			return bean;
		}
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		if (this.withoutHandlers.contains(type)) {
			return bean;
		}
		if (!isHandler(type)) {
			this.withoutHandlers.add(type);
			return bean;
		}
		if (this.beanFactory.containsBean(beanName) && !this.beanFactory.isSingleton(beanName)) {
			throw manyInstances(beanName, type);
		}
		registerWhenReady(() -> register(bean, type));
		return bean;
	}

	static boolean isHandler(Class<?> type) {
		return AnnotatedService.serviceOf(type) != null || !AnnotatedService.endpointsOf(type).isEmpty()
				|| !AnnotatedService.exceptionHandlersOf(type).isEmpty();
	}

	/**
	 * Registers services when all singletons are there, so that a bean with endpoints may
	 * be one that the registry itself depends on.
	 * @param registration registers a bean
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
	 * Looks after beans that are not made at start: those behind a scoped proxy serve
	 * through it, whether or not anyone injects it; others of which there may be many
	 * cannot serve.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
			if (definition.isAbstract() || definition.isSingleton()) {
				continue;
			}
			Class<?> type = this.beanFactory.getType(name, false);
			if (type == null || !isHandler(ClassUtils.getUserClass(type))) {
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

	private static MicroDefinitionException manyInstances(String beanName, Class<?> type) {
		return new MicroDefinitionException("bean '" + beanName + "' (" + type.getName() + ")",
				"it serves requests, and is not a singleton: which instance would serve one is not defined",
				"Make it a singleton, or give its @Scope a scoped proxy (proxyMode = ScopedProxyMode.TARGET_CLASS)",
				null);
	}

	private void register(Object bean, Class<?> type) {
		MicroService annotation = AnnotatedService.serviceOf(type);
		Map<Method, MicroExceptionHandler> handlers = AnnotatedService.exceptionHandlersOf(type);
		ExceptionMapper exceptions = handlers.isEmpty() ? ExceptionMapper.NONE
				: new MethodExceptionMapper(handlers, (method) -> invocable(bean, method));
		Map<Method, MicroEndpoint> endpoints = AnnotatedService.endpointsOf(type);
		if (annotation != null) {
			registerService(bean, new AnnotatedService(type, this.attributes), annotation, type, endpoints, exceptions);
		}
		else if (!endpoints.isEmpty()) {
			throw new MicroDefinitionException(MethodText.of(endpoints.keySet().iterator().next()),
					"it is an endpoint, but its class is no service",
					"Annotate the class " + type.getName() + " with @MicroService(name = \"…\", version = \"1.0.0\")",
					null);
		}
		else {
			this.registry.getObject().addExceptionMapper(exceptions);
		}
	}

	private void registerService(Object bean, AnnotatedService reader, MicroService annotation, Class<?> type,
			Map<Method, MicroEndpoint> endpoints, ExceptionMapper exceptions) {
		MicroServiceRegistry target = this.registry.getObject();
		MicroServiceContainer service = target.createService(reader.service(annotation), type.getName());
		endpoints.forEach((method, endpoint) -> {
			HandlerParameters.check(method);
			MicroStatsContributor contributor = statsContributor(method, endpoint);
			MicroEndpointDefinition definition = reader.endpoint(method, endpoint, contributor);
			service.add(service.specify(reader.groups(method), definition, MethodText.of(method)),
					new MethodHandler(invocable(bean, method)), exceptions);
		});
		target.add(service);
	}

	private @Nullable MicroStatsContributor statsContributor(Method method, MicroEndpoint endpoint) {
		String name = this.attributes.text(MethodText.of(method), endpoint.statsContributor());
		try {
			return (name != null) ? this.beanFactory.getBean(name, MicroStatsContributor.class) : null;
		}
		catch (BeansException ex) {
			throw new MicroDefinitionException(MethodText.of(method),
					"its statsContributor '" + name + "' is not the name of such a bean: " + ex.getMessage(),
					"Name a bean of type MicroStatsContributor, or leave the attribute out", ex);
		}
	}

	private InvocableHandlerMethod invocable(Object bean, Method method) {
		try {
			return this.handlerMethods.getObject()
				.create(bean, AopUtils.selectInvocableMethod(method, bean.getClass()));
		}
		catch (IllegalStateException ex) {
			throw new MicroDefinitionException(MethodText.of(method),
					"the method cannot be called through the bean's proxy",
					"Declare the method in an interface that the proxy has, or make it public and proxy the class (spring.aop.proxy-target-class=true)",
					ex);
		}
	}

}
