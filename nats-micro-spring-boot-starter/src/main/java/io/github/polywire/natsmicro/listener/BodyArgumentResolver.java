package io.github.polywire.natsmicro.listener;

import java.nio.charset.StandardCharsets;

import io.github.polywire.natsmicro.MicroRequest;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.MultiValueMap;

/**
 * Binds what needs no conversion: the request itself, its body as bytes or text, which
 * may be empty, and all of its headers as the peer sent them.
 */
final class BodyArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return takesRequest(parameter) || takesHeaders(parameter) || takesPlainBody(parameter);
	}

	static boolean takesRequest(MethodParameter parameter) {
		return parameter.getParameterType() == MicroRequest.class;
	}

	static boolean takesHeaders(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(Headers.class) && parameter.getParameterType() == MultiValueMap.class;
	}

	private static boolean takesPlainBody(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		boolean only = parameter.getParameterAnnotations().length == 0
				|| parameter.hasParameterAnnotation(Payload.class);
		return only && (type == byte[].class || type == String.class);
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		MicroRequest request = ((RequestMessage) message).request();
		if (takesRequest(parameter)) {
			return request;
		}
		if (takesHeaders(parameter)) {
			return request.headers();
		}
		byte[] body = request.body();
		return (parameter.getParameterType() == byte[].class) ? body : new String(body, StandardCharsets.UTF_8);
	}

}
