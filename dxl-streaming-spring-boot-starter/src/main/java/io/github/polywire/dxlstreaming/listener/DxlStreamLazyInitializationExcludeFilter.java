package io.github.polywire.dxlstreaming.listener;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.util.ClassUtils;

/**
 * Keeps beans with listeners of records out of the lazy initialization of the whole
 * application: nobody would ask for them, and they would not be called.
 */
public final class DxlStreamLazyInitializationExcludeFilter implements LazyInitializationExcludeFilter {

	@Override
	public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
		return DxlStreamAnnotationBeanPostProcessor.hasMethods(ClassUtils.getUserClass(beanType));
	}

}
