package io.github.polywire.natsmicro.client;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroCallResult;
import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.annotation.MicroClient;
import io.github.polywire.natsmicro.annotation.MicroExchange;
import io.github.polywire.natsmicro.wire.MicroNames;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * A method of a declarative client: how its arguments become a request, and an answer its
 * result.
 */
final class ClientMethod {

	private final MicroCall template;

	private final List<ClientArgument> arguments;

	private final Result result;

	private final ParameterizedTypeReference<Object> replyType;

	private final @Nullable ReactiveAdapter reactiveAdapter;

	private ClientMethod(MicroCall template, List<ClientArgument> arguments, Result result,
			ParameterizedTypeReference<Object> replyType, @Nullable ReactiveAdapter reactiveAdapter) {
		this.template = template;
		this.arguments = arguments;
		this.result = result;
		this.replyType = replyType;
		this.reactiveAdapter = reactiveAdapter;
	}

	static ClientMethod of(Class<?> type, Method method, MicroClient client, StringValueResolver valueResolver) {
		String place = type.getName() + "." + method.getName();
		MicroExchange annotation = AnnotatedElementUtils.findMergedAnnotation(method, MicroExchange.class);
		MicroCall call = MicroCall.to(subject(place, method, client, annotation, valueResolver));
		call = withTimeout(call, place, client, annotation, valueResolver);
		ResolvableType returnType = ResolvableType.forMethodReturnType(method, type);
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(returnType.resolve(Object.class));
		Result result = result(place, returnType.resolve(Object.class), adapter);
		ResolvableType valueType = (result != Result.VALUE) ? returnType.getGeneric() : returnType;
		if (result != Result.VALUE && valueType.resolve() == null) {
			valueType = ResolvableType.forClass(Object.class);
		}
		return new ClientMethod(call, ClientArgument.of(place, method, valueResolver), result,
				ParameterizedTypeReference.forType(GenericTypeResolver.resolveType(valueType.getType(), type)),
				adapter);
	}

	private static Result result(String place, Class<?> raw, @Nullable ReactiveAdapter adapter) {
		if (raw != Object.class && raw.isAssignableFrom(CompletableFuture.class)) {
			return Result.FUTURE;
		}
		if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)) {
			throw new MicroDefinitionException(place,
					"it returns a " + raw.getSimpleName() + ", which requests do not make",
					"Return a CompletableFuture, or a type that it has", null);
		}
		if (raw == MicroCallResult.class) {
			return Result.OUTCOME;
		}
		if (raw == Optional.class) {
			return Result.OPTIONAL;
		}
		if (adapter == null) {
			return Result.VALUE;
		}
		if (adapter.isMultiValue()) {
			throw new MicroDefinitionException(place, "it returns a stream, and a request has one answer",
					"Return a list or a Mono of it", null);
		}
		return Result.REACTIVE;
	}

	private static String subject(String place, Method method, MicroClient client, @Nullable MicroExchange annotation,
			StringValueResolver valueResolver) {
		String prefix = resolve(place, client.value(), valueResolver);
		String name = (annotation != null && StringUtils.hasLength(annotation.subject()))
				? resolve(place, annotation.subject(), valueResolver) : method.getName();
		String subject = prefix.isEmpty() ? name : prefix + "." + name;
		try {
			return MicroNames.subject(subject);
		}
		catch (IllegalArgumentException ex) {
			throw new MicroDefinitionException(place,
					"requests cannot be sent to the subject '" + subject + "': " + ex.getMessage(),
					"Correct the value of @MicroClient or @MicroExchange", ex);
		}
	}

	private static String resolve(String place, String expression, StringValueResolver valueResolver) {
		try {
			String value = valueResolver.resolveStringValue(expression);
			return (value != null) ? value : "";
		}
		catch (RuntimeException ex) {
			throw new MicroDefinitionException(place,
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

	private static MicroCall withTimeout(MicroCall call, String place, MicroClient client,
			@Nullable MicroExchange annotation, StringValueResolver valueResolver) {
		String expression = (annotation != null && StringUtils.hasLength(annotation.timeout())) ? annotation.timeout()
				: client.timeout();
		String value = resolve(place, expression, valueResolver);
		if (value.isEmpty()) {
			return call;
		}
		try {
			return call.timeout(DurationStyle.detectAndParse(value));
		}
		catch (IllegalArgumentException ex) {
			throw new MicroDefinitionException(place, "its timeout '" + value + "' is not a positive duration",
					"Give it a duration such as 2s or 500ms", ex);
		}
	}

	@Nullable Object invoke(MicroOperations operations, @Nullable Object[] values) {
		MicroCall call = this.template;
		for (int i = 0; i < values.length; i++) {
			call = this.arguments.get(i).add(call, values[i]);
		}
		MicroCall complete = call;
		return switch (this.result) {
			case VALUE -> operations.request(complete, this.replyType);
			case OPTIONAL -> Optional.ofNullable(operations.request(complete, this.replyType));
			case OUTCOME -> operations.tryRequest(complete, this.replyType);
			case FUTURE -> operations.requestAsync(complete, this.replyType);
			case REACTIVE ->
				ReactiveRequests.adapt(this.reactiveAdapter, () -> operations.requestAsync(complete, this.replyType));
		};
	}

	private enum Result {

		VALUE, OPTIONAL, OUTCOME, FUTURE, REACTIVE

	}

}
