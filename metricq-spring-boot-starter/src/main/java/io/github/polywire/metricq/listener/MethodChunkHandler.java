package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.polywire.metricq.MetricChunk;
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
		this(bean, method, ListenerSignature.of(method, beanType), beanFactory);
	}

	MethodChunkHandler(Object bean, Method method, ListenerSignature signature, BeanFactory beanFactory) {
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
		call(batch, null);
	}

	/**
	 * Calls the method with chunks.
	 * @param batch the chunks
	 * @param output takes what the method returns or sends, or {@code null} if that is of
	 * no interest
	 * @throws Exception what the method throws
	 */
	void call(List<ReceivedChunk> batch, @Nullable OutputCollector output) throws Exception {
		if (this.mode != Mode.POINT) {
			returned(invoke(new ListenerCall(batch, 0, output)), 0, output);
			return;
		}
		MetricChunk chunk = batch.get(0).chunk();
		for (int i = 0; i < chunk.size(); i++) {
			returned(invoke(new ListenerCall(batch, i, output)), chunk.timeNanos(i), output);
		}
	}

	private static void returned(@Nullable Object result, long timeNanos, @Nullable OutputCollector output) {
		if (output != null && result != null) {
			output.add(result, timeNanos);
		}
	}

	private @Nullable Object invoke(ListenerCall call) throws Exception {
		Object result = this.method.invoke(call);
		if (result instanceof CompletionStage<?> stage) {
			try {
				return stage.toCompletableFuture().get();
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
		return result;
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
