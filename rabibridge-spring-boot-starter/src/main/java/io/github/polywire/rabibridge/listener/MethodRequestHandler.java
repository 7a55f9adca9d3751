package io.github.polywire.rabibridge.listener;

import java.util.concurrent.CompletionStage;

import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.wire.CallMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Executes calls by a method of a bean.
 */
final class MethodRequestHandler implements RequestHandler {

	private final InvocableHandlerMethod method;

	private final ArgumentBinder binder;

	private final @Nullable ReactiveAdapter reactiveAdapter;

	MethodRequestHandler(InvocableHandlerMethod method, ArgumentBinder binder) {
		this.method = method;
		this.binder = binder;
		this.reactiveAdapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(method.getReturnType().getParameterType());
	}

	@Override
	public @Nullable Object handle(CallMessage call, RemoteCallContext context) throws Throwable {
		this.binder.check(call);
		Object result = this.method.invoke(messageOf(call, context));
		if (result == null || result instanceof CompletionStage<?> || this.reactiveAdapter == null) {
			return result;
		}
		return ReactiveResults.toFuture(this.reactiveAdapter, result);
	}

	// The message that Spring's argument resolvers read. The peer's headers are native
	// headers, so that they cannot pass for Spring's own.
	private static Message<CallMessage> messageOf(CallMessage call, RemoteCallContext context) {
		HeaderAccessor accessor = new HeaderAccessor();
		context.headers().forEach((name, value) -> accessor.addNativeHeader(name, value.toString()));
		accessor.setHeader(CallArgumentResolver.CONTEXT_HEADER, context);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(call, accessor.getMessageHeaders());
	}

	private static final class HeaderAccessor extends NativeMessageHeaderAccessor {

	}

}
