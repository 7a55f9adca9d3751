package io.github.polywire.rabibridge.listener;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.polywire.rabibridge.wire.BindingException;
import io.github.polywire.rabibridge.wire.CallMessage;
import io.github.polywire.rabibridge.wire.ValueConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Binds the arguments of a call to the parameters of its handler, by the rules of Python:
 * positional ones in order, the rest by keyword, each once.
 */
final class ArgumentBinder {

	private final String function;

	private final HandlerSignature signature;

	private final ValueConverter converter;

	ArgumentBinder(String function, HandlerSignature signature, ValueConverter converter) {
		this.function = function;
		this.signature = signature;
		this.converter = converter;
	}

	/**
	 * Checks that each argument has a parameter, and no parameter two arguments.
	 * @param call the arguments
	 * @throws CallArgumentException if that is not so
	 */
	void check(CallMessage call) {
		List<HandlerParameter> parameters = this.signature.parameters();
		boolean variable = !parameters.isEmpty()
				&& parameters.get(parameters.size() - 1).shape() == HandlerParameter.Shape.VARIABLE;
		if (call.args().size() > parameters.size() && !variable) {
			throw new CallArgumentException("Function '%s' takes %d positional arguments, but %d were given"
				.formatted(this.function, parameters.size(), call.args().size()));
		}
		for (String keyword : call.kwargs().keySet()) {
			HandlerParameter parameter = byName(keyword);
			if (parameter == null || parameter.shape() == HandlerParameter.Shape.VARIABLE) {
				throw new CallArgumentException("Function '%s' has no parameter '%s'; its parameters are %s"
					.formatted(this.function, abbreviate(keyword), parameterNames()));
			}
			if (parameter.position() < call.args().size()) {
				throw new CallArgumentException(
						"Function '%s' got two values for parameter '%s'".formatted(this.function, parameter.name()));
			}
		}
	}

	private static String abbreviate(String keyword) {
		return (keyword.length() > 100) ? keyword.substring(0, 100) + "…" : keyword;
	}

	private List<String> parameterNames() {
		return this.signature.parameters().stream().map(HandlerParameter::name).toList();
	}

	private @Nullable HandlerParameter byName(String name) {
		for (HandlerParameter parameter : this.signature.parameters()) {
			if (parameter.name().equals(name)) {
				return parameter;
			}
		}
		return null;
	}

	/**
	 * Binds the argument of one parameter.
	 * @param parameter the parameter
	 * @param call the arguments
	 * @return what the parameter gets
	 * @throws CallArgumentException if the argument is missing or does not fit
	 */
	@Nullable Object bind(HandlerParameter parameter, CallMessage call) {
		if (parameter.shape() == HandlerParameter.Shape.VARIABLE) {
			return bindVariable(parameter, call.args());
		}
		Map<String, @Nullable Object> kwargs = call.kwargs();
		boolean given = true;
		Object value = null;
		if (parameter.position() < call.args().size()) {
			value = call.args().get(parameter.position());
		}
		else if (kwargs.containsKey(parameter.name())) {
			value = kwargs.get(parameter.name());
		}
		else {
			given = false;
		}
		if (value == null) {
			return bindMissing(parameter, given);
		}
		Object bound = bindValue(parameter, value);
		return (parameter.shape() == HandlerParameter.Shape.OPTIONAL) ? Optional.ofNullable(bound) : bound;
	}

	private @Nullable Object bindMissing(HandlerParameter parameter, boolean given) {
		if (parameter.defaultValue() != null) {
			return parameter.defaultValue();
		}
		if (parameter.shape() == HandlerParameter.Shape.OPTIONAL) {
			return Optional.empty();
		}
		if (parameter.nullable() || (given && parameter.type() == Object.class)) {
			return null;
		}
		if (given) {
			throw new CallArgumentException(
					"Parameter '%s' of function '%s' must not be null".formatted(parameter.name(), this.function));
		}
		throw new CallArgumentException("Function '%s' needs a value for parameter '%s'; its parameters are %s"
			.formatted(this.function, parameter.name(), parameterNames()));
	}

	private Object bindVariable(HandlerParameter parameter, List<@Nullable Object> args) {
		List<@Nullable Object> values = new ArrayList<>();
		for (int i = parameter.position(); i < args.size(); i++) {
			values.add(bindValue(parameter, args.get(i)));
		}
		Class<?> elementType = ResolvableType.forType(parameter.type()).resolve(Object.class);
		Object array = Array.newInstance(elementType, values.size());
		for (int i = 0; i < values.size(); i++) {
			Array.set(array, i, values.get(i));
		}
		return array;
	}

	private @Nullable Object bindValue(HandlerParameter parameter, @Nullable Object value) {
		try {
			return this.converter.bind(value, parameter.type());
		}
		catch (BindingException ex) {
			throw new CallArgumentException("Parameter '%s' of function '%s' does not fit: %s"
				.formatted(parameter.name(), this.function, ex.getMessage()));
		}
	}

}
