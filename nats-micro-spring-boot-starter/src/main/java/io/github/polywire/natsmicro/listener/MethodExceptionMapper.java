package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.polywire.natsmicro.MicroBadRequestException;
import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Maps exceptions by methods of a bean with {@link MicroExceptionHandler}; of those that
 * fit, the most particular one.
 */
final class MethodExceptionMapper implements ExceptionMapper {

	private final MethodResolver resolver;

	private final Map<Method, InvocableHandlerMethod> methods = new LinkedHashMap<>();

	/**
	 * Creates a mapper.
	 * @param annotated the methods with their annotations
	 * @param invocable makes methods invocable
	 */
	MethodExceptionMapper(Map<Method, MicroExceptionHandler> annotated,
			Function<Method, InvocableHandlerMethod> invocable) {
		Map<Class<? extends Throwable>, Method> byType = new LinkedHashMap<>();
		annotated.forEach((method, annotation) -> {
			for (Class<? extends Throwable> type : MethodResolver.typesOf(method, annotation)) {
				Method other = byType.putIfAbsent(type, method);
				if (other != null) {
					throw new MicroDefinitionException(MethodText.of(method),
							"it handles " + type.getName() + ", as " + MethodText.of(other) + " does",
							"Let each exception be handled by one method of the bean", null);
				}
			}
			this.methods.put(method, invocable.apply(method));
		});
		this.resolver = new MethodResolver(byType);
	}

	@Override
	public @Nullable Object map(Throwable failure, MicroRequest request) throws Exception {
		// What made a request not fit is a matter of ours, which no handler of the
		// application means.
		Method method = (failure instanceof MicroBadRequestException)
				? this.resolver.resolveMethodByExceptionType(failure.getClass()) : this.resolver.resolveMethod(failure);
		InvocableHandlerMethod invocable = (method != null) ? this.methods.get(method) : null;
		if (invocable == null) {
			return null;
		}
		Throwable cause = failure.getCause();
		return (cause != null) ? invocable.invoke(new RequestMessage(request), failure, cause)
				: invocable.invoke(new RequestMessage(request), failure);
	}

	private static final class MethodResolver extends AbstractExceptionHandlerMethodResolver {

		private MethodResolver(Map<Class<? extends Throwable>, Method> methods) {
			super(methods);
		}

		private static Iterable<Class<? extends Throwable>> typesOf(Method method, MicroExceptionHandler annotation) {
			if (annotation.value().length > 0) {
				return List.of(annotation.value());
			}
			try {
				return getExceptionsFromMethodSignature(method);
			}
			catch (IllegalStateException ex) {
				throw new MicroDefinitionException(MethodText.of(method),
						"its @MicroExceptionHandler names no exception, and it has no parameter that is one",
						"Name the exceptions, as in @MicroExceptionHandler(IllegalArgumentException.class)", ex);
			}
		}

	}

}
