package io.github.polywire.metricq.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes the results of a method of a bean, without parameters, a metric: it is called on
 * a fixed grid of times, and what it returns is sent. Beats that are missed while a call
 * takes too long are skipped. A call that throws is logged and counted, its beat is left
 * out, and the next one comes.
 * <p>
 * The method returns a number, or nothing to send: {@code null}, an empty
 * {@code Optional}, {@code OptionalDouble}. String attributes may hold placeholders
 * ({@code ${…}}) and SpEL ({@code #{…}}); an empty string means the default.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface MetricqMetric {

	/**
	 * Alias for {@link #name()}.
	 * @return the metric's name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * The metric's name, of 1 to 255 bytes.
	 * @return the metric's name
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * How long one beat is.
	 * @return an interval such as {@code 1s}, {@code 100ms} or {@code PT1S}
	 */
	String period();

	/**
	 * The unit of the values.
	 * @return for example {@code W}
	 */
	String unit() default "";

	/**
	 * What is measured, in words.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The physical quantity.
	 * @return for example {@code power}
	 */
	String quantity() default "";

	/**
	 * How many points a chunk holds. By default {@code metricq.source.chunk-size}.
	 * @return a positive number
	 */
	String chunkSize() default "";

}
