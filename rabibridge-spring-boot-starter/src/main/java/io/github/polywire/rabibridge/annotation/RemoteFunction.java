package io.github.polywire.rabibridge.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.polywire.rabibridge.FunctionKind;

import org.springframework.core.annotation.AliasFor;

/**
 * Says which function a method of a {@link RemoteCallClient} calls, and how.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RemoteFunction {

	/**
	 * Alias for {@link #name()}.
	 * @return the function's name
	 */
	@AliasFor("name")
	String value() default METHOD_NAME;

	/**
	 * The function's name, may hold placeholders. By default the method's name.
	 * @return the function's name
	 */
	@AliasFor("value")
	String name() default METHOD_NAME;

	/**
	 * The function's kind: one kind, or none for that of the interface.
	 * @return the kind
	 */
	FunctionKind[] kind() default {};

	/**
	 * How long the call waits: a duration such as {@code 2s}, may hold placeholders. By
	 * default that of the interface.
	 * @return the duration
	 */
	String timeout() default "";

	/**
	 * Stands for the method's own name.
	 */
	String METHOD_NAME = "\n\t\tmethod-name\n";

}
