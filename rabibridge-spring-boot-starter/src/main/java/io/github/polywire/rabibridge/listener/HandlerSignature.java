package io.github.polywire.rabibridge.listener;

import java.io.Closeable;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.ValueConstants;

/**
 * What the parameters of a handler method take. Read once, when the function is
 * registered: a method that cannot work is found then.
 */
final class HandlerSignature {

	/** Abstract types that the wire's own values are of. */
	private static final Set<Class<?>> VALUES = Set.of(Object.class, Number.class, CharSequence.class,
			Serializable.class, Comparable.class);

	private final Method method;

	private final List<HandlerParameter> parameters;

	private HandlerSignature(Method method, List<HandlerParameter> parameters) {
		this.method = method;
		this.parameters = parameters;
	}

	/**
	 * Reads a method.
	 * @param method the method, of the bean's own class
	 * @param beanType the bean's own class
	 * @param defaults resolves the defaults of arguments
	 * @param bindable tells whether values of the wire can become a type that cannot be
	 * instantiated itself
	 * @return its signature
	 * @throws RemoteCallDefinitionException if a parameter cannot be bound
	 */
	static HandlerSignature of(Method method, Class<?> beanType, DefaultValueResolver defaults,
			Predicate<Type> bindable) {
		List<HandlerParameter> parameters = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (MethodParameter parameter : new BeanMethod(method, beanType).getMethodParameters()) {
			if (takesArgument(parameter)) {
				HandlerParameter read = read(method, parameter, parameters.size(), defaults, bindable);
				if (!names.add(read.name())) {
					throw problem(method, "two parameters have the name '" + read.name() + "'",
							"Give one of them another name with @RemoteArg", null);
				}
				parameters.add(read);
			}
		}
		return new HandlerSignature(method, List.copyOf(parameters));
	}

	private static boolean takesArgument(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return type != RemoteCallContext.class && !Message.class.isAssignableFrom(type)
				&& !MessageHeaders.class.isAssignableFrom(type) && !annotations(parameter).isPresent(Header.class)
				&& !annotations(parameter).isPresent(Headers.class);
	}

	private static MergedAnnotations annotations(MethodParameter parameter) {
		return MergedAnnotations.from(parameter, parameter.getParameterAnnotations());
	}

	private static HandlerParameter read(Method method, MethodParameter parameter, int position,
			DefaultValueResolver defaults, Predicate<Type> bindable) {
		RemoteArg annotation = annotations(parameter).get(RemoteArg.class)
			.synthesize(MergedAnnotation::isPresent)
			.orElse(null);
		String name = nameOf(method, parameter, annotation);
		ResolvableType declared = ResolvableType.forMethodParameter(parameter);
		HandlerParameter.Shape shape = HandlerParameter.Shape.PLAIN;
		ResolvableType bound = declared;
		if (declared.resolve() == Optional.class) {
			shape = HandlerParameter.Shape.OPTIONAL;
			bound = declared.getGeneric();
		}
		else if (method.getParameters()[parameter.getParameterIndex()].isVarArgs()) {
			shape = HandlerParameter.Shape.VARIABLE;
			bound = declared.getComponentType();
		}
		Type type = (bound.resolve() != null)
				? GenericTypeResolver.resolveType(bound.getType(), parameter.getContainingClass()) : Object.class;
		checkBindable(method, name, bound, bindable);
		Object defaultValue = null;
		if (annotation != null && !annotation.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
			try {
				defaultValue = defaults.resolve(annotation.defaultValue(), parameter);
			}
			catch (RuntimeException ex) {
				throw problem(method, "the default '" + annotation.defaultValue() + "' of parameter '" + name
						+ "' does not fit its type", "Give it a default that can be converted to the type", ex);
			}
		}
		boolean nullable = shape == HandlerParameter.Shape.OPTIONAL
				|| (Nullness.forMethodParameter(parameter) == Nullness.NULLABLE) || parameter.isOptional();
		return new HandlerParameter(parameter.getParameterIndex(), position, name, type, shape, nullable, defaultValue);
	}

	private static String nameOf(Method method, MethodParameter methodParameter, @Nullable RemoteArg annotation) {
		if (annotation != null && !annotation.name().isEmpty()) {
			return annotation.name();
		}
		Parameter parameter = method.getParameters()[methodParameter.getParameterIndex()];
		if (!parameter.isNamePresent()) {
			throw problem(method, "the names of its parameters are not known",
					"Compile with the option -parameters, or name each argument with @RemoteArg", null);
		}
		return parameter.getName();
	}

	/**
	 * Finds types that no value of the wire can become.
	 * @param method the method
	 * @param name the parameter's name
	 * @param bound what the argument would be bound to
	 * @param bindable tells of types that cannot be instantiated themselves
	 */
	private static void checkBindable(Method method, String name, ResolvableType bound, Predicate<Type> bindable) {
		Class<?> raw = bound.resolve(Object.class);
		if (raw.isArray()) {
			checkBindable(method, name, bound.getComponentType(), bindable);
			return;
		}
		if (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw)) {
			for (ResolvableType element : bound.getGenerics()) {
				checkBindable(method, name, element, bindable);
			}
		}
		boolean plain = raw.isPrimitive() || raw.isEnum() || VALUES.contains(raw);
		boolean abstractType = Modifier.isAbstract(raw.getModifiers()) && !plain;
		if ((abstractType && !bindable.test(bound.getType())) || Closeable.class.isAssignableFrom(raw)
				|| raw == Class.class || Thread.class.isAssignableFrom(raw)) {
			throw problem(method, "parameter '" + name + "' of type '" + raw.getName() + "' cannot be bound",
					"Use a type that holds a value: a number, string, boolean, byte[], record, bean, list or map",
					null);
		}
	}

	private static RemoteCallDefinitionException problem(Method method, String problem, String fix,
			@Nullable Throwable cause) {
		return new RemoteCallDefinitionException(describe(method), problem, fix, cause);
	}

	/**
	 * Describes a method for messages.
	 * @param method the method
	 * @return for example {@code com.example.Maths.fibonacci(int)}
	 */
	static String describe(Method method) {
		StringBuilder types = new StringBuilder();
		for (Class<?> type : method.getParameterTypes()) {
			types.append((types.length() > 0) ? ", " : "").append(type.getSimpleName());
		}
		return method.getDeclaringClass().getName() + "." + method.getName() + "(" + types + ")";
	}

	Method method() {
		return this.method;
	}

	List<HandlerParameter> parameters() {
		return this.parameters;
	}

	/**
	 * The name of a parameter that callers know.
	 * @param index its index among all parameters of the method
	 * @return the name
	 */
	String nameOf(int index) {
		HandlerParameter parameter = at(index);
		return (parameter != null) ? parameter.name() : this.method.getParameters()[index].getName();
	}

	@Nullable HandlerParameter at(int index) {
		for (HandlerParameter parameter : this.parameters) {
			if (parameter.index() == index) {
				return parameter;
			}
		}
		return null;
	}

	/**
	 * A method of a bean, whose parameters also have the annotations that they have in
	 * interfaces.
	 */
	private static final class BeanMethod extends AnnotatedMethod {

		private final Class<?> beanType;

		private BeanMethod(Method method, Class<?> beanType) {
			super(method);
			this.beanType = beanType;
		}

		@Override
		protected Class<?> getContainingClass() {
			return this.beanType;
		}

	}

	/**
	 * Resolves the declared default of an argument.
	 */
	@FunctionalInterface
	interface DefaultValueResolver {

		@Nullable Object resolve(String expression, MethodParameter parameter);

	}

}
