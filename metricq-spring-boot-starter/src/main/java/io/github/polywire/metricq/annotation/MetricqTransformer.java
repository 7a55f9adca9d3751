package io.github.polywire.metricq.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Makes points of points: gives the points of metrics to a method of a bean, and
 * publishes what it makes of them. The method takes what one with {@link MetricqListener}
 * takes, and returns one of:
 * <ul>
 * <li>a {@link io.github.polywire.metricq.DataPoint} or a
 * {@link io.github.polywire.metricq.MetricChunk} of one of the {@link #outputs()}, a
 * {@code Collection} of them, or {@code null};
 * <li>a number, if it is called for each point and there is one output: the value of that
 * at the point's time;
 * <li>nothing, and sends through a parameter of type
 * {@link io.github.polywire.metricq.TransformerOutput};
 * <li>a {@link java.util.concurrent.CompletionStage} of one of these.
 * </ul>
 * A chunk is acknowledged when the broker has confirmed all that was made of it. The
 * queue is durable: what comes while the transformer is stopped, or the application or
 * the broker is down, waits there. So points are transformed at least once; what was not
 * acknowledged when the connection is lost is transformed, and published, again.
 * <p>
 * Without outputs a transformer is a listener with a durable queue.
 * <p>
 * Each transformer is an agent of its own in the network, with a token for which the
 * manager must have a configuration. String attributes may hold placeholders
 * ({@code ${…}}) and SpEL ({@code #{…}}); an empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MetricqTransformer {

	/**
	 * The names of the metrics that come in. A placeholder may hold several, separated by
	 * commas.
	 * @return the names
	 */
	String[] metrics() default {};

	/**
	 * A regular expression for parts of the names of metrics that come in: the manager is
	 * asked for those that match whenever the transformer subscribes. Its own outputs are
	 * left out.
	 * @return the expression
	 */
	String pattern() default "";

	/**
	 * The metrics that go out.
	 * @return the metrics
	 */
	MetricqOutput[] outputs() default {};

	/**
	 * The token. By default {@code metricq.transformer.token}, which one transformer of
	 * an application can have.
	 * @return the token
	 */
	String token() default "";

	/**
	 * How many metrics are handled side by side. By default
	 * {@code metricq.transformer.concurrency}.
	 * @return a positive number
	 */
	String concurrency() default "";

	/**
	 * How many chunks the broker sends ahead. By default
	 * {@code metricq.transformer.prefetch}.
	 * @return a positive number
	 */
	String prefetch() default "";

	/**
	 * How many chunks a method that takes a list gets at once, at most. By default
	 * {@code metricq.transformer.batch-size}.
	 * @return a positive number
	 */
	String batchSize() default "";

	/**
	 * Whether the transformer subscribes as soon as the application starts. By default
	 * {@code metricq.transformer.auto-startup}.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * The id of the transformer's container in the {@code MetricqTransformerRegistry}. By
	 * default the bean's class and the method's name, as in {@code Rooms.celsius}.
	 * @return the id
	 */
	String id() default "";

}
