package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.wire.CallMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.Assert;

/**
 * Resolves the parameters of one handler method that take an argument of the call, or the
 * call itself.
 */
final class CallArgumentResolver implements HandlerMethodArgumentResolver {

	static final String CONTEXT_HEADER = "rabibridge_context";

	private final HandlerSignature signature;

	private final ArgumentBinder binder;

	CallArgumentResolver(HandlerSignature signature, ArgumentBinder binder) {
		this.signature = signature;
		this.binder = binder;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == RemoteCallContext.class
				|| this.signature.at(parameter.getParameterIndex()) != null;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		HandlerParameter read = this.signature.at(parameter.getParameterIndex());
		if (read == null) {
			return message.getHeaders().get(CONTEXT_HEADER);
		}
		Assert.state(message.getPayload() instanceof CallMessage, "The payload is not a call");
		return this.binder.bind(read, (CallMessage) message.getPayload());
	}

}
