package io.github.polywire.dxlstreaming.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;
import io.github.polywire.dxlstreaming.OffsetReset;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.wire.StreamCodec;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;

/**
 * Registers the methods of beans that are annotated with {@link DxlStreamListener}.
 */
public final class DxlStreamAnnotationBeanPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<DxlStreamListenerRegistry> registry;

	private final ObjectProvider<ListenerDefaults> defaults;

	private final ObjectProvider<StreamCodec> codec;

	private final ObjectProvider<Validator> validator;

	private final AttributeResolver attributes;

	private final Set<Class<?>> withoutMethods = ConcurrentHashMap.newKeySet();

	private final List<Runnable> postponed = new ArrayList<>();

	private boolean ready;

	/**
	 * Creates a post-processor.
	 * @param beanFactory resolves placeholders and expressions
	 * @param registry where listeners are registered
	 * @param defaults what listeners do that do not say otherwise
	 * @param codec reads payloads
	 * @param validator validates payloads
	 */
	public DxlStreamAnnotationBeanPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<DxlStreamListenerRegistry> registry, ObjectProvider<ListenerDefaults> defaults,
			ObjectProvider<StreamCodec> codec, ObjectProvider<Validator> validator) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.defaults = defaults;
		this.codec = codec;
		this.validator = validator;
		this.attributes = new AttributeResolver(beanFactory);
	}

	/**
	 * Whether a type has methods of ours.
	 * @param type the type
	 * @return {@code true} if a bean of it must be made although nobody asks for it
	 */
	static boolean hasMethods(Class<?> type) {
		return !AnnotatedMethods.find(type, DxlStreamListener.class).isEmpty();
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
			throw new DxlStreamDefinitionException("bean '" + beanName + "' (" + type.getName() + ")",
					"it has listeners, and is not a singleton: which instance would be called is not defined",
					"Make it a singleton", null);
		}
		registerWhenReady(() -> AnnotatedMethods.find(type, DxlStreamListener.class)
			.forEach((method, annotation) -> register(bean, type, method, annotation)));
		return bean;
	}

	// When all singletons are there, so that the registry may depend on a bean that has
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

	private void register(Object bean, Class<?> type, Method method, DxlStreamListener annotation) {
		MethodRecordsHandler handler = new MethodRecordsHandler(bean, method, type, this.beanFactory,
				this.codec.getObject(), this.validator.getIfUnique());
		ListenerOptions options;
		try {
			options = options(type, method, annotation);
		}
		catch (IllegalArgumentException ex) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					"its @DxlStreamListener is not valid: " + ex.getMessage(), "Give the attribute another value", ex);
		}
		if (handler.acknowledges() != (options.ackMode() == DxlAckMode.MANUAL)) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					handler.acknowledges() ? "it takes a DxlAcknowledgment, and its ack mode is " + options.ackMode()
							: "its ack mode is MANUAL, and it takes no DxlAcknowledgment",
					"Set ackMode = \"manual\" (or dxl.streaming.listener.ack-mode) and take a DxlAcknowledgment, or"
							+ " neither",
					null);
		}
		this.registry.getObject().register(options, handler);
	}

	private ListenerOptions options(Class<?> type, Method method, DxlStreamListener annotation) {
		ListenerDefaults all = this.defaults.getObject();
		String id = this.attributes.text(method, annotation.id());
		Integer concurrency = this.attributes.number(method, "concurrency", annotation.concurrency());
		DxlAckMode ackMode = this.attributes.constant(method, "ackMode", annotation.ackMode(), DxlAckMode.class);
		Duration pollInterval = this.attributes.interval(method, "pollInterval", annotation.pollInterval());
		Boolean autoStartup = this.attributes.flag(method, "autoStartup", annotation.autoStartup());
		return new ListenerOptions((id != null) ? id : type.getSimpleName() + "." + method.getName(),
				this.attributes.texts(method, annotation.topics()), consumer(method, annotation, all),
				Objects.requireNonNullElse(concurrency, all.concurrency()),
				Objects.requireNonNullElse(ackMode, all.ackMode()),
				Objects.requireNonNullElse(pollInterval, all.pollInterval()), errorHandler(method, annotation, all),
				Objects.requireNonNullElse(autoStartup, all.autoStartup()));
	}

	private ChannelOptions consumer(Method method, DxlStreamListener annotation, ListenerDefaults all) {
		ChannelOptions.Builder consumer = all.consumer().apply(this.attributes.text(method, annotation.group()));
		OffsetReset offset = this.attributes.constant(method, "offset", annotation.offset(), OffsetReset.class);
		if (offset != null) {
			consumer.offset(offset);
		}
		ChannelOptions made = consumer.build();
		Map<String, String> configs = new LinkedHashMap<>(made.extraConfigs());
		for (String entry : this.attributes.texts(method, annotation.configs())) {
			int equals = entry.indexOf('=');
			if (equals <= 0) {
				throw new IllegalArgumentException("'" + entry + "' in 'configs' is not as in max.poll.records=100");
			}
			configs.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
		}
		return made.toBuilder().extraConfigs(configs).build();
	}

	private DxlStreamErrorHandler errorHandler(Method method, DxlStreamListener annotation, ListenerDefaults all) {
		String name = this.attributes.text(method, annotation.errorHandler());
		try {
			return (name != null) ? this.beanFactory.getBean(name, DxlStreamErrorHandler.class) : all.errorHandler();
		}
		catch (BeansException ex) {
			throw new DxlStreamDefinitionException(AnnotatedMethods.describe(method),
					"its errorHandler '" + name + "' is not the name of such a bean: " + ex.getMessage(),
					"Name a bean of type DxlStreamErrorHandler, or leave the attribute out", ex);
		}
	}

}
