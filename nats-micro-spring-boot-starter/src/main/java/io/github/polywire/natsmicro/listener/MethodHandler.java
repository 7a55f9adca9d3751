package io.github.polywire.natsmicro.listener;

import java.util.concurrent.CompletionStage;

import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Serves requests by a method of a bean.
 */
final class MethodHandler implements MicroHandler {

	private static final byte[] EMPTY = new byte[0];

	private final InvocableHandlerMethod method;

	private final @Nullable ReactiveAdapter reactiveAdapter;

	private final boolean answersItself;

	MethodHandler(InvocableHandlerMethod method) {
		this.method = method;
		this.reactiveAdapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(method.getReturnType().getParameterType());
		this.answersItself = method.isVoid() && takesRequest(method);
	}

	private static boolean takesRequest(InvocableHandlerMethod method) {
		for (MethodParameter parameter : method.getMethodParameters()) {
			if (BodyArgumentResolver.takesRequest(parameter)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public @Nullable Object handle(MicroRequest request) throws Exception {
		Object result = this.method.invoke(new RequestMessage(request));
		if (result == null) {
			return emptyAnswer(request);
		}
		if (!(result instanceof CompletionStage<?>) && this.reactiveAdapter != null) {
			result = ReactiveResults.toFuture(this.reactiveAdapter, result);
		}
		if (result instanceof CompletionStage<?> stage) {
			return stage.thenApply((value) -> (value != null) ? value : emptyAnswer(request));
		}
		return result;
	}

	private byte @Nullable [] emptyAnswer(MicroRequest request) {
		return (this.answersItself || request.isAnswered()) ? null : EMPTY;
	}

}
