package io.github.polywire.natsmicro.client;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.Assert;

/**
 * Makes the bean of one declarative client. A client that is declared wrongly fails the
 * start, whether or not it is used.
 *
 * @param <T> the client's interface
 */
public final class MicroClientFactoryBean<T> implements FactoryBean<T>, BeanFactoryAware, InitializingBean {

	private final Class<T> type;

	private @Nullable BeanFactory beanFactory;

	private @Nullable T client;

	/**
	 * Creates a factory bean.
	 * @param type the client's interface
	 */
	public MicroClientFactoryBean(Class<T> type) {
		Assert.notNull(type, "'type' must not be null");
		this.type = type;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterPropertiesSet() {
		Assert.state(this.beanFactory != null, "'beanFactory' must be set");
		this.client = this.beanFactory.getBean(MicroClientFactory.class).create(this.type);
	}

	@Override
	public @Nullable T getObject() {
		return this.client;
	}

	@Override
	public Class<T> getObjectType() {
		return this.type;
	}

}
