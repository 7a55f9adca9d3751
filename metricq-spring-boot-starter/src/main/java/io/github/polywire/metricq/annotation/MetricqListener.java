package io.github.polywire.metricq.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Gives the points of metrics to a method of a bean. The method takes one of:
 * <ul>
 * <li>a {@link io.github.polywire.metricq.DataPoint}, or any of {@code String} (the
 * metric), {@link java.time.Instant} and {@code double}: it is called for each point;
 * <li>a {@link io.github.polywire.metricq.MetricChunk}: it is called for each chunk, and
 * no object is made for a point;
 * <li>a {@code List} of {@code DataPoint} or {@code MetricChunk}: it is called for all
 * that wait, up to {@link #batchSize()} chunks.
 * </ul>
 * The first two may also take the metric's
 * {@link io.github.polywire.metricq.MetricMetadata}. A chunk is acknowledged when the
 * method has returned, or when the {@link java.util.concurrent.CompletionStage} that it
 * returns has completed.
 * <p>
 * The points of a metric come in their order, one call after the other; calls for
 * different metrics run side by side.
 * <p>
 * String attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an
 * empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MetricqListener {

	/**
	 * The metrics' names. A placeholder may hold several, separated by commas.
	 * @return the names
	 */
	String[] metrics() default {};

	/**
	 * A regular expression for parts of metrics' names: the manager is asked for those
	 * that match whenever the listener subscribes.
	 * @return the expression
	 */
	String pattern() default "";

	/**
	 * How long the queue lives without a consumer. By default
	 * {@code metricq.listener.expires}.
	 * @return an interval such as {@code 10min}, {@code 10m} or {@code PT10M}
	 */
	String expires() default "";

	/**
	 * How many metrics are handled side by side. By default
	 * {@code metricq.listener.concurrency}.
	 * @return a positive number
	 */
	String concurrency() default "";

	/**
	 * How many chunks the broker sends ahead. By default
	 * {@code metricq.listener.prefetch}.
	 * @return a positive number
	 */
	String prefetch() default "";

	/**
	 * How many chunks a method that takes a list gets at once, at most. By default
	 * {@code metricq.listener.batch-size}.
	 * @return a positive number
	 */
	String batchSize() default "";

	/**
	 * Whether the listener subscribes as soon as the application starts. By default
	 * {@code metricq.listener.auto-startup}.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * The id of the listener's container in the {@code MetricqListenerRegistry}. By
	 * default the bean's class and the method's name, as in {@code RoomSensors.onPoint}.
	 * @return the id
	 */
	String id() default "";

}
