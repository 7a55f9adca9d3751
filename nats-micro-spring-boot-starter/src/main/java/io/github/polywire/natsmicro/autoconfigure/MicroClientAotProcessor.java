package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.client.MicroClientFactoryBean;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ReflectionUtils;

/**
 * Registers the hints that declarative clients need: their proxies, and the types of
 * their arguments and results.
 */
class MicroClientAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Object client = registeredBean.getMergedBeanDefinition().getAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE);
		if (registeredBean.getBeanClass() != MicroClientFactoryBean.class || !(client instanceof Class<?> type)) {
			return null;
		}
		return (generationContext, code) -> registerHints(generationContext.getRuntimeHints(), type);
	}

	private static void registerMethods(RuntimeHints hints, Class<?> type) {
		hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		for (Class<?> inherited : type.getInterfaces()) {
			registerMethods(hints, inherited);
		}
	}

	private static void registerHints(RuntimeHints hints, Class<?> client) {
		hints.proxies().registerJdkProxy(client);
		registerMethods(hints, client);
		BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
		ReflectionUtils.doWithMethods(client, (method) -> {
			binding.registerReflectionHints(hints.reflection(), method.getGenericReturnType());
			binding.registerReflectionHints(hints.reflection(), method.getGenericParameterTypes());
		});
	}

}
