package io.github.polywire.rabibridge.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.ValueConstants;

/**
 * Names an argument. On a parameter of a {@link RemoteCall} method: the keyword that
 * callers may pass it under, and what it is when they pass nothing or {@code null}. On a
 * parameter of a {@link RemoteCallClient} method: the argument is passed by keyword
 * instead of by position.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RemoteArg {

	/**
	 * Alias for {@link #name()}.
	 * @return the argument's name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * The argument's name. By default the parameter's name.
	 * @return the argument's name
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * What the argument is when the caller passes nothing or {@code null}: a literal,
	 * placeholder or SpEL expression that is converted to the parameter's type. Serving
	 * side only. By default an argument that is missing is an error, unless the parameter
	 * is nullable or an {@link java.util.Optional}.
	 * @return the default
	 */
	String defaultValue() default ValueConstants.DEFAULT_NONE;

}
