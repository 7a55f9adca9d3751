package io.github.polywire.rabibridge.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.polywire.rabibridge.FunctionKind;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Serves a method of a bean as a function on the RabiBridge network. Callers may pass
 * positional and keyword arguments, which are bound to the parameters by order and name;
 * a parameter of type {@link io.github.polywire.rabibridge.RemoteCallContext} gets the
 * call. The result may be a value, a {@link java.util.concurrent.CompletionStage} or a
 * {@code Mono}.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface RemoteCall {

	/**
	 * Alias for {@link #name()}.
	 * @return the function's name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * The function's name. By default the method's name.
	 * @return the function's name
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * The function's kind, under which callers must address it.
	 * @return the kind
	 */
	FunctionKind kind() default FunctionKind.ASYNC;

	/**
	 * How many calls may wait in the function's queue; the broker rejects more at once.
	 * By default there is no bound. A part of the queue's contract: all servers of the
	 * function must say the same.
	 * @return a positive number
	 */
	String queueSize() default "";

	/**
	 * How many calls are fetched from the broker before they are answered, executing and
	 * waiting ones together. By default {@code rabibridge.server.fetch-size}.
	 * @return a positive number
	 */
	String fetchSize() default "";

	/**
	 * How long a call may wait in the function's queue before the broker drops it. By
	 * default without bound; callers wait no longer than their own timeout either way. A
	 * part of the queue's contract: all servers of the function must say the same.
	 * @return a duration such as {@code 10s} or {@code PT10S}
	 */
	String timeout() default "";

	/**
	 * How many calls of the function are executed side by side. By default
	 * {@code rabibridge.server.concurrency}.
	 * @return a positive number
	 */
	String concurrency() default "";

	/**
	 * Whether a queue that exists with other arguments is deleted and declared anew when
	 * the application starts. Never done while the queue has consumers. Without it the
	 * function is not served and the log says why.
	 * @return {@code true} or {@code false}; by default {@code false}
	 */
	String reRegister() default "";

	/**
	 * Whether the function is served as soon as the application starts. By default
	 * {@code rabibridge.server.auto-startup}.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * The id of the function's container in the {@code RemoteCallRegistry}. By default
	 * kind and name, as in {@code async_fibonacci}.
	 * @return the id
	 */
	String id() default "";

}
