package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.polywire.metricq.listener.ListenerSignature.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Calls a method with chunks: for each point, for each chunk, or for all at once.
 */
final class MethodChunkHandler implements ChunkHandler {

	private final InvocableHandlerMethod method;

	private final Mode mode;

	private final String description;

	MethodChunkHandler(Object bean, Method method, Class<?> beanType, BeanFactory beanFactory) {
		ListenerSignature signature = ListenerSignature.of(method, beanType);
		DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
		factory.setBeanFactory(beanFactory);
		factory.setCustomArgumentResolvers(List.of(new ArgumentResolver(signature)));
		factory.afterPropertiesSet();
		this.method = factory.createInvocableHandlerMethod(bean, AnnotatedMethods.invocable(bean, method));
		this.mode = signature.mode();
		this.description = AnnotatedMethods.describe(method);
	}

	@Override
	public boolean takesBatches() {
		return this.mode == Mode.BATCH;
	}

	@Override
	public void handle(List<ReceivedChunk> batch) throws Exception {
		if (this.mode != Mode.POINT) {
			invoke(new ListenerCall(batch, 0));
			return;
		}
		int size = batch.get(0).chunk().size();
		for (int i = 0; i < size; i++) {
			invoke(new ListenerCall(batch, i));
		}
	}

	private void invoke(ListenerCall call) throws Exception {
		Object result = this.method.invoke(call);
		if (result instanceof CompletionStage<?> stage) {
			try {
				stage.toCompletableFuture().join();
			}
			catch (CompletionException ex) {
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
	}

	@Override
	public String describe() {
		return this.description;
	}

	private record ArgumentResolver(ListenerSignature signature) implements HandlerMethodArgumentResolver {

		@Override
		public boolean supportsParameter(MethodParameter parameter) {
			return true;
		}

		@Override
		public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
			return ((ListenerCall) message).argument(this.signature.part(parameter.getParameterIndex()));
		}

	}

}
