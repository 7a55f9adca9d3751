package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Makes a bean a NATS micro service (ADR-32), whose endpoints are its methods with
 * {@link MicroEndpoint}. Each such bean is an instance of a service of its own; several
 * share the connection of the application.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface MicroService {

	/**
	 * The name of the service.
	 * @return letters, digits, hyphens and underscores
	 */
	String name();

	/**
	 * The version of the service.
	 * @return a version in the form of SemVer, as in {@code 1.4.0}
	 */
	String version();

	/**
	 * The description of the service.
	 * @return any text
	 */
	String description() default "";

	/**
	 * The metadata of the service.
	 * @return entries as in {@code team=blue}
	 */
	String[] metadata() default {};

	/**
	 * The queue group that endpoints inherit. By default
	 * {@code nats.micro.server.queue-group}, which is {@code q} unless it is set.
	 * @return a queue group, or
	 * {@link io.github.polywire.natsmicro.MicroEndpointDefaults#NO_QUEUE_GROUP}
	 */
	String queueGroup() default "";

	/**
	 * How many requests for each endpoint may wait in the NATS client. By default
	 * {@code nats.micro.server.pending-messages}.
	 * @return a number, 0 for any number
	 */
	String pendingMessages() default "";

	/**
	 * How many bytes of requests for each endpoint may wait in the NATS client. By
	 * default {@code nats.micro.server.pending-size}.
	 * @return a size such as {@code 64MB}, 0 for any size
	 */
	String pendingSize() default "";

	/**
	 * Whether the service starts with the application. By default
	 * {@code nats.micro.server.auto-startup}.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

}
