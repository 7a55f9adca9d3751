package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Says where a method of a {@link MicroClient} sends its requests, and how long they
 * wait.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MicroExchange {

	/**
	 * Alias for {@link #subject()}.
	 * @return the subject
	 */
	@AliasFor("subject")
	String value() default "";

	/**
	 * The subject below the prefix of the interface, may hold placeholders. By default
	 * the method's name.
	 * @return the subject
	 */
	@AliasFor("value")
	String subject() default "";

	/**
	 * How long a request waits: a duration such as {@code 2s}, may hold placeholders. By
	 * default that of the interface.
	 * @return the duration
	 */
	String timeout() default "";

}
