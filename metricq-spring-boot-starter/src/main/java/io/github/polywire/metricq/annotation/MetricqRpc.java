package io.github.polywire.metricq.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.polywire.metricq.MetricqRole;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Lets a method of a bean answer an RPC that the network asks of the application's
 * agents: {@code config}, which the manager sends when a configuration changes and which
 * is also called with the one that comes with the registration; {@code discover}, to
 * whose answer it adds; or any function of one's own.
 * <p>
 * The method takes a {@link io.github.polywire.metricq.MetricqRpcRequest}, or all
 * arguments as one record, bean, map or {@code JsonNode}, or several arguments by the
 * names of its parameters. It returns a map or an object whose JSON is an object, or
 * nothing. Several methods may handle a function: they are called by {@code @Order},
 * those of a superclass first, and the answer is what the last returns.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MetricqRpc {

	/**
	 * The function's name. May hold placeholders and SpEL.
	 * @return the name
	 */
	String value();

	/**
	 * The roles whose agents answer. By default all.
	 * @return the roles
	 */
	MetricqRole[] roles() default {};

}
