package io.github.polywire.metricq.autoconfigure;

import java.util.concurrent.Executor;

import io.github.polywire.metricq.listener.HandlerExecutor;
import io.github.polywire.metricq.listener.HandlerExecutorFactory;

import org.springframework.beans.factory.DisposableBean;

/**
 * What agents answer and complete on. Not an {@link Executor} itself, so that as a bean
 * it does not pass for the application's.
 */
final class AgentExecutor implements DisposableBean {

	private final HandlerExecutor executor;

	AgentExecutor(HandlerExecutorFactory factory) {
		this.executor = factory.create("metricq-agent");
	}

	Executor executor() {
		return this.executor.executor();
	}

	@Override
	public void destroy() {
		this.executor.interruptAll().run();
	}

}
