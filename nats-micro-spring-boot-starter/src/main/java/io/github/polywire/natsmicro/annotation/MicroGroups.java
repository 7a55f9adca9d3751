package io.github.polywire.natsmicro.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Holds several {@link MicroGroup} annotations, nested in their order.
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MicroGroups {

	/**
	 * The groups, the first outermost.
	 * @return the groups
	 */
	MicroGroup[] value();

}
