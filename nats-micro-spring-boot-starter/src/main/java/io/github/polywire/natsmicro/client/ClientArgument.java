package io.github.polywire.natsmicro.client;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroDefinitionException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * What a parameter of a declarative client adds to the request.
 */
interface ClientArgument {

	/**
	 * Adds an argument.
	 * @param call the request
	 * @param value the argument
	 * @return the changed request
	 */
	MicroCall add(MicroCall call, @Nullable Object value);

	/**
	 * Reads the parameters of a method.
	 * @param place where the method is
	 * @param method the method
	 * @param valueResolver resolves placeholders
	 * @return an argument for each parameter
	 */
	static List<ClientArgument> of(String place, Method method, StringValueResolver valueResolver) {
		List<ClientArgument> arguments = new ArrayList<>();
		boolean hasBody = false;
		for (Parameter parameter : method.getParameters()) {
			Header header = AnnotatedElementUtils.findMergedAnnotation(parameter, Header.class);
			if (header != null) {
				arguments.add(HeaderArgument.of(place, parameter, header, valueResolver));
			}
			else if (parameter.isAnnotationPresent(Headers.class)) {
				if (!Map.class.isAssignableFrom(parameter.getType())) {
					throw new MicroDefinitionException(place,
							"its argument with @Headers is a " + parameter.getType().getName(),
							"Declare it as a Map or a MultiValueMap", null);
				}
				arguments.add(ClientArgument::addHeaders);
			}
			else if (hasBody) {
				throw new MicroDefinitionException(place, "it has more than one argument for the body",
						"Put them into one type, or annotate what is a header with @Header", null);
			}
			else {
				hasBody = true;
				arguments.add(MicroCall::body);
			}
		}
		return List.copyOf(arguments);
	}

	private static MicroCall addHeaders(MicroCall call, @Nullable Object value) {
		MicroCall result = call;
		if (value instanceof Map<?, ?> headers) {
			for (Map.Entry<?, ?> header : headers.entrySet()) {
				result = addHeader(result, String.valueOf(header.getKey()), header.getValue());
			}
		}
		return result;
	}

	private static MicroCall addHeader(MicroCall call, String name, @Nullable Object value) {
		if (value instanceof Collection<?> values) {
			MicroCall result = call;
			for (Object each : values) {
				result = addHeader(result, name, each);
			}
			return result;
		}
		return (value != null) ? call.header(name, value.toString()) : call;
	}

	/**
	 * One header.
	 *
	 * @param place where the method is
	 * @param name the name of the header
	 * @param required whether there must be a value
	 * @param defaultValue what stands for an absent value, or {@code null}
	 */
	record HeaderArgument(String place, String name, boolean required,
			@Nullable String defaultValue) implements ClientArgument {

		static HeaderArgument of(String place, Parameter parameter, Header header, StringValueResolver valueResolver) {
			String name = header.name();
			if (!StringUtils.hasText(name)) {
				if (!parameter.isNamePresent()) {
					throw new MicroDefinitionException(place, "the name of an argument with @Header is not known",
							"Compile with the option -parameters, or write the name into the annotation", null);
				}
				name = parameter.getName();
			}
			String defaultValue = header.defaultValue().equals(ValueConstants.DEFAULT_NONE) ? null
					: valueResolver.resolveStringValue(header.defaultValue());
			return new HeaderArgument(place, name, header.required() && parameter.getType() != Optional.class,
					defaultValue);
		}

		@Override
		public MicroCall add(MicroCall call, @Nullable Object value) {
			Object given = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
			if (given == null && this.defaultValue == null && this.required) {
				throw new IllegalArgumentException(this.place + ": the header '" + this.name
						+ "' must not be null; pass a value, or declare it with required = false");
			}
			return addHeader(call, this.name, (given != null) ? given : this.defaultValue);
		}

	}

}
