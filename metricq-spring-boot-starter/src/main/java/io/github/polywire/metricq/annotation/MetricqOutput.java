package io.github.polywire.metricq.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A metric that a {@link MetricqTransformer} makes, and what the network is told of it.
 * Attributes may hold placeholders ({@code ${…}}) and SpEL ({@code #{…}}); an empty
 * string is not told.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MetricqOutput {

	/**
	 * The metric's name, of 1 to 255 bytes.
	 * @return the metric's name
	 */
	String name();

	/**
	 * The unit of the values.
	 * @return for example {@code W}
	 */
	String unit() default "";

	/**
	 * What is told, in words.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The physical quantity.
	 * @return for example {@code power}
	 */
	String quantity() default "";

	/**
	 * How many points a second there are.
	 * @return a positive number
	 */
	String rate() default "";

}
