package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;

import io.github.polywire.natsmicro.MicroDefinitionException;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Checks that a method can be a handler, when it is registered.
 */
final class HandlerParameters {

	private HandlerParameters() {
	}

	static void check(Method method) {
		int bodies = 0;
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			checkHeaderName(method, parameter);
			if (takesBody(parameter)) {
				bodies++;
			}
		}
		if (bodies > 1) {
			throw new MicroDefinitionException(MethodText.of(method),
					bodies + " of its parameters take the body, and a request has one",
					"Take the body by one parameter, and headers with @Header", null);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		if (adapter != null && adapter.isMultiValue()) {
			throw new MicroDefinitionException(MethodText.of(method),
					"it returns a stream, and a request has one answer", "Return the list, or a Mono of it", null);
		}
	}

	private static boolean takesBody(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return !BodyArgumentResolver.takesRequest(parameter) && !parameter.hasParameterAnnotation(Header.class)
				&& !parameter.hasParameterAnnotation(Headers.class) && !Message.class.isAssignableFrom(type)
				&& type != MessageHeaders.class && !MessageHeaderAccessor.class.isAssignableFrom(type);
	}

	private static void checkHeaderName(Method method, MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		boolean named = header == null || !header.name().isEmpty() || !header.value().isEmpty();
		if (!named && !method.getParameters()[parameter.getParameterIndex()].isNamePresent()) {
			throw new MicroDefinitionException(MethodText.of(method), "the names of its parameters are not known",
					"Compile with the option -parameters, or name each header, as in @Header(\"Tenant\")", null);
		}
	}

}
