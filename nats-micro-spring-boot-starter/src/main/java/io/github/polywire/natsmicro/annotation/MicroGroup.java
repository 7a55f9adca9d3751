package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Puts endpoints in a group: a common prefix of their subjects, and what they inherit. On
 * a type with {@link MicroService} it holds for all of its endpoints, on a method with
 * {@link MicroEndpoint} for this one, within the groups of the type. Groups that stand
 * together are nested, the first outermost.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(MicroGroups.class)
public @interface MicroGroup {

	/**
	 * The prefix.
	 * @return one token of a subject, or several with dots between them
	 */
	String value();

	/**
	 * The queue group that endpoints and inner groups inherit. By default that of the
	 * outer group or the service.
	 * @return a queue group, or
	 * {@link io.github.polywire.natsmicro.MicroEndpointDefaults#NO_QUEUE_GROUP}
	 */
	String queueGroup() default "";

	/**
	 * How many requests for each endpoint may wait in the NATS client. By default as the
	 * outer group or the service says.
	 * @return a number, 0 for any number
	 */
	String pendingMessages() default "";

	/**
	 * How many bytes of requests for each endpoint may wait in the NATS client. By
	 * default as the outer group or the service says.
	 * @return a size such as {@code 64MB}, 0 for any size
	 */
	String pendingSize() default "";

}
