package io.github.polywire.rabibridge.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.polywire.rabibridge.FunctionKind;

/**
 * Declares an interface whose methods are remote functions. It becomes a bean where the
 * application's packages are scanned for it. A method calls the function of its own name
 * unless it says otherwise by {@link RemoteFunction}; its arguments are passed by
 * position, those with {@link RemoteArg} by keyword. A method that returns a
 * {@link java.util.concurrent.CompletableFuture} or a {@code Mono} does not block; one
 * that returns a {@link io.github.polywire.rabibridge.RemoteCallResult} does not throw
 * what a call throws.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RemoteCallClient {

	/**
	 * The name of the bean. By default the interface's name in lower camel case.
	 * @return the bean's name
	 */
	String value() default "";

	/**
	 * The kind of the functions whose methods do not say theirs.
	 * @return the kind
	 */
	FunctionKind kind() default FunctionKind.ASYNC;

	/**
	 * How long a call waits whose method does not say itself: a duration such as
	 * {@code 2s}, may hold placeholders. By default {@code rabibridge.client.timeout}.
	 * @return the duration
	 */
	String timeout() default "";

}
