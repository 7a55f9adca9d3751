package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.client.MicroClientFactoryBean;
import io.github.polywire.natsmicro.client.MicroClientsRegistrar;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Makes beans of the declarative clients in the application's packages, unless it says
 * itself where they are.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(MicroClientFactoryBean.class)
@Import(ScannedMicroClientsConfiguration.Registrar.class)
class ScannedMicroClientsConfiguration {

	static class Registrar extends MicroClientsRegistrar implements BeanFactoryAware {

		private @Nullable BeanFactory beanFactory;

		@Override
		public void setBeanFactory(BeanFactory beanFactory) {
			this.beanFactory = beanFactory;
		}

		@Override
		public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
			if (this.beanFactory != null && AutoConfigurationPackages.has(this.beanFactory)) {
				scan(AutoConfigurationPackages.get(this.beanFactory), registry);
			}
		}

	}

}
