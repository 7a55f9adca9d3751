package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method turn exceptions of endpoints into answers. In a bean with
 * {@link MicroService} it stands for the endpoints of this bean, in any other bean for
 * those of all services; the nearer one wins, and in the same bean the more particular
 * one. Its parameters may take the exception and the
 * {@link io.github.polywire.natsmicro.MicroRequest}; it returns what an endpoint may
 * return, usually a {@link io.github.polywire.natsmicro.ServiceError}. If it returns
 * nothing and does not answer the request itself, the caller gets the default error.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MicroExceptionHandler {

	/**
	 * The exceptions. By default those that the method has parameters for.
	 * @return the types
	 */
	Class<? extends Throwable>[] value() default {};

}
