package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.client.QueuedStatsdConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Lets no thread wait for room in the queue once the application closes. Micrometer polls
 * for the last time then, on the closing thread, which must not wait for a server that is
 * down.
 */
final class WaitingEnd implements ApplicationListener<ContextClosedEvent>, ApplicationContextAware, Ordered {

	private @Nullable ApplicationContext context;

	@Override
	public void setApplicationContext(ApplicationContext context) throws BeansException {
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.context.getBeanProvider(QueuedStatsdConnector.class, false).forEach(QueuedStatsdConnector::endWaiting);
		}
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
