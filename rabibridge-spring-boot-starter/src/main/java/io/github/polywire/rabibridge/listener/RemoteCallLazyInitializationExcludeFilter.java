package io.github.polywire.rabibridge.listener;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.util.ClassUtils;

/**
 * Keeps beans with handler methods out of the lazy initialization of the whole
 * application: nobody would ask for them, and their functions would not be served.
 */
public final class RemoteCallLazyInitializationExcludeFilter implements LazyInitializationExcludeFilter {

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		return !RemoteCallAnnotationBeanPostProcessor.handlersOf(ClassUtils.getUserClass(beanType)).isEmpty();
	}

}
