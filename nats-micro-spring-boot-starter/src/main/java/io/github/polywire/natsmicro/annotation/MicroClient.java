package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares an interface whose methods send requests. It becomes a bean where the
 * application's packages are scanned for it. A method sends to the subject of its own
 * name unless it says otherwise by {@link MicroExchange}. Its argument without annotation
 * or with {@code @Payload} is the body, those with {@code @Header} and {@code @Headers}
 * are headers. A method that returns a {@link java.util.concurrent.CompletableFuture} or
 * a {@code Mono} does not block; one that returns a
 * {@link io.github.polywire.natsmicro.MicroCallResult} does not throw what a request
 * throws; one that returns nothing waits for the answer.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MicroClient {

	/**
	 * The beginning of the subjects, which a dot is put behind: may hold placeholders. By
	 * default there is none.
	 * @return the prefix
	 */
	String value() default "";

	/**
	 * The name of the bean. By default the interface's name in lower camel case.
	 * @return the bean's name
	 */
	String name() default "";

	/**
	 * How long a request waits whose method does not say itself: a duration such as
	 * {@code 2s}, may hold placeholders. By default {@code nats.micro.client.timeout}.
	 * @return the duration
	 */
	String timeout() default "";

}
