package io.github.polywire.natsmicro.listener;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.util.ClassUtils;

/**
 * Keeps services and exception handlers out of the lazy initialization of the whole
 * application: nobody would ask for them, and they would not serve.
 */
public final class MicroLazyInitializationExcludeFilter implements LazyInitializationExcludeFilter {

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		return MicroServiceAnnotationBeanPostProcessor.isHandler(ClassUtils.getUserClass(beanType));
	}

}
