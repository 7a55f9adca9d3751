package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes a method of a bean with {@link MicroService} an endpoint of the service. Its
 * parameters may take the body ({@code byte[]}, {@code String}, or what the message
 * converters of the application and JSON make of it), headers
 * ({@link org.springframework.messaging.handler.annotation.Header @Header},
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}), a
 * {@link org.springframework.messaging.Message}, or the
 * {@link io.github.polywire.natsmicro.MicroRequest} itself. What it returns is the
 * answer: a body, a {@link io.github.polywire.natsmicro.ServiceError}, a message of a
 * body and headers, or a {@link java.util.concurrent.CompletionStage} or {@code Mono} of
 * one of them. The answer of a method that returns nothing is empty, unless it takes the
 * {@code MicroRequest} and so can answer itself.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MicroEndpoint {

	/**
	 * Alias for {@link #subject()}.
	 * @return the subject
	 */
	@AliasFor("subject")
	String value() default "";

	/**
	 * The subject below that of the groups. By default the endpoint's name.
	 * @return a subject, perhaps with wildcards
	 */
	@AliasFor("value")
	String subject() default "";

	/**
	 * The name of the endpoint, which discovery tells. By default the method's name.
	 * @return letters, digits, hyphens and underscores
	 */
	String name() default "";

	/**
	 * The queue group that the instances of the service share requests in. By default
	 * that of the group or the service.
	 * @return a queue group, or
	 * {@link io.github.polywire.natsmicro.MicroEndpointDefaults#NO_QUEUE_GROUP}
	 */
	String queueGroup() default "";

	/**
	 * The metadata of the endpoint.
	 * @return entries as in {@code auth=none}
	 */
	String[] metadata() default {};

	/**
	 * How many requests may wait in the NATS client. By default as the group or the
	 * service says.
	 * @return a number, 0 for any number
	 */
	String pendingMessages() default "";

	/**
	 * How many bytes of requests may wait in the NATS client. By default as the group or
	 * the service says.
	 * @return a size such as {@code 64MB}, 0 for any size
	 */
	String pendingSize() default "";

	/**
	 * How many requests are handled side by side. By default
	 * {@code nats.micro.server.concurrency}.
	 * @return a positive number
	 */
	String concurrency() default "";

	/**
	 * How many more requests wait before others are refused with code 429. By default
	 * {@code nats.micro.server.queue-capacity}.
	 * @return a number, perhaps 0
	 */
	String queueCapacity() default "";

	/**
	 * The name of the bean that adds data to the statistics of the endpoint. By default
	 * the application's only {@link io.github.polywire.natsmicro.MicroStatsContributor},
	 * if there is one.
	 * @return the name of a bean
	 */
	String statsContributor() default "";

}
