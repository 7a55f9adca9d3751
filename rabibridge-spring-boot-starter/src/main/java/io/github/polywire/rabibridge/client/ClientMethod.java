package io.github.polywire.rabibridge.client;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallResult;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.annotation.RemoteFunction;
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
 * A method of a declarative client: how its arguments become a request, and a reply its
 * result.
 */
final class ClientMethod {

	private final RemoteCallRequest template;

	/** The keyword of each parameter, {@code null} for one that is passed by position. */
	private final List<@Nullable String> keywords;

	private final boolean variable;

	private final Result result;

	private final ParameterizedTypeReference<Object> resultType;

	private final @Nullable ReactiveAdapter reactiveAdapter;

	private ClientMethod(RemoteCallRequest template, List<@Nullable String> keywords, boolean variable, Result result,
			ParameterizedTypeReference<Object> resultType, @Nullable ReactiveAdapter reactiveAdapter) {
		this.template = template;
		this.keywords = keywords;
		this.variable = variable;
		this.result = result;
		this.resultType = resultType;
		this.reactiveAdapter = reactiveAdapter;
	}

	static ClientMethod of(Class<?> type, Method method, RemoteCallClient client, StringValueResolver valueResolver) {
		String place = type.getName() + "." + method.getName();
		RemoteFunction annotation = AnnotatedElementUtils.findMergedAnnotation(method, RemoteFunction.class);
		RemoteCallRequest request = RemoteCallRequest.to(functionName(place, method, annotation, valueResolver))
			.kind(kind(place, client, annotation));
		request = withTimeout(request, place, client, annotation, valueResolver);
		ResolvableType returnType = ResolvableType.forMethodReturnType(method, type);
		Class<?> raw = returnType.resolve(Object.class);
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
		Result result = Result.VALUE;
		if (raw != Object.class && raw.isAssignableFrom(CompletableFuture.class)) {
			result = Result.FUTURE;
			adapter = null;
		}
		else if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)) {
			throw new RemoteCallDefinitionException(place,
					"it returns a " + raw.getSimpleName() + ", which calls do not make",
					"Return a CompletableFuture, or a type that it has", null);
		}
		else if (raw == RemoteCallResult.class) {
			result = Result.OUTCOME;
		}
		else if (raw == Optional.class) {
			result = Result.OPTIONAL;
		}
		else if (adapter != null) {
			result = Result.REACTIVE;
			if (adapter.isMultiValue()) {
				throw new RemoteCallDefinitionException(place, "it returns a stream, and a call has one result",
						"Return a list or a Mono of it", null);
			}
		}
		Type valueType = ((result != Result.VALUE) ? returnType.getGeneric() : returnType).getType();
		if (result != Result.VALUE && returnType.getGeneric().resolve() == null) {
			valueType = Object.class;
		}
		return new ClientMethod(request, keywords(place, method), method.isVarArgs(), result,
				ParameterizedTypeReference.forType(GenericTypeResolver.resolveType(valueType, type)), adapter);
	}

	private static String functionName(String place, Method method, @Nullable RemoteFunction annotation,
			StringValueResolver valueResolver) {
		if (annotation == null || annotation.name().equals(RemoteFunction.METHOD_NAME)) {
			return method.getName();
		}
		String name = resolve(place, annotation.name(), valueResolver);
		try {
			return new FunctionKey(name, FunctionKind.ASYNC).name();
		}
		catch (IllegalArgumentException ex) {
			throw new RemoteCallDefinitionException(place,
					"@RemoteFunction(\"" + annotation.name() + "\") names no function: " + ex.getMessage(),
					"Give the function's name, or leave it out for the method's name", ex);
		}
	}

	private static String resolve(String place, String expression, StringValueResolver valueResolver) {
		try {
			String value = valueResolver.resolveStringValue(expression);
			return (value != null) ? value : "";
		}
		catch (RuntimeException ex) {
			throw new RemoteCallDefinitionException(place,
					"the expression '" + expression + "' cannot be resolved: " + ex.getMessage(),
					"Set the property that it names, or correct it", ex);
		}
	}

	private static FunctionKind kind(String place, RemoteCallClient client, @Nullable RemoteFunction annotation) {
		if (annotation == null || annotation.kind().length == 0) {
			return client.kind();
		}
		if (annotation.kind().length > 1) {
			throw new RemoteCallDefinitionException(place, "its @RemoteFunction names two kinds", "Name one", null);
		}
		return annotation.kind()[0];
	}

	private static RemoteCallRequest withTimeout(RemoteCallRequest request, String place, RemoteCallClient client,
			@Nullable RemoteFunction annotation, StringValueResolver valueResolver) {
		String expression = (annotation != null && StringUtils.hasLength(annotation.timeout())) ? annotation.timeout()
				: client.timeout();
		String value = resolve(place, expression, valueResolver);
		if (value.isEmpty()) {
			return request;
		}
		try {
			return request.timeout(DurationStyle.detectAndParse(value));
		}
		catch (IllegalArgumentException ex) {
			throw new RemoteCallDefinitionException(place, "its timeout '" + value + "' is not a positive duration",
					"Give it a duration such as 2s or 500ms", ex);
		}
	}

	private static List<@Nullable String> keywords(String place, Method method) {
		List<@Nullable String> keywords = new ArrayList<>();
		for (Parameter parameter : method.getParameters()) {
			RemoteArg annotation = AnnotatedElementUtils.findMergedAnnotation(parameter, RemoteArg.class);
			if (annotation == null) {
				keywords.add(null);
			}
			else if (StringUtils.hasText(annotation.name())) {
				keywords.add(annotation.name());
			}
			else if (parameter.isNamePresent()) {
				keywords.add(parameter.getName());
			}
			else {
				throw new RemoteCallDefinitionException(place, "the name of an argument with @RemoteArg is not known",
						"Compile with the option -parameters, or write the name into the annotation", null);
			}
		}
		return Collections.unmodifiableList(keywords);
	}

	@Nullable Object invoke(RemoteCallOperations operations, @Nullable Object[] values) {
		RemoteCallRequest request = request(values);
		return switch (this.result) {
			case VALUE -> operations.call(request, this.resultType);
			case OPTIONAL -> Optional.ofNullable(operations.call(request, this.resultType));
			case OUTCOME -> operations.tryCall(request, this.resultType);
			case FUTURE -> operations.callAsync(request, this.resultType);
			case REACTIVE ->
				ReactiveCalls.adapt(this.reactiveAdapter, () -> operations.callAsync(request, this.resultType));
		};
	}

	private RemoteCallRequest request(@Nullable Object[] values) {
		List<@Nullable Object> args = new ArrayList<>(values.length);
		RemoteCallRequest request = this.template;
		for (int i = 0; i < values.length; i++) {
			String keyword = this.keywords.get(i);
			if (keyword != null) {
				request = request.kwarg(keyword, values[i]);
			}
			else if (this.variable && i == values.length - 1) {
				addAll(args, values[i]);
			}
			else {
				args.add(values[i]);
			}
		}
		return request.args(args);
	}

	private static void addAll(List<@Nullable Object> args, @Nullable Object array) {
		if (array != null) {
			for (int i = 0; i < Array.getLength(array); i++) {
				args.add(Array.get(array, i));
			}
		}
	}

	private enum Result {

		VALUE, OPTIONAL, OUTCOME, FUTURE, REACTIVE

	}

}
