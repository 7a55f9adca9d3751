package io.github.polywire.natsmicro.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.polywire.natsmicro.annotation.MicroClient;

import org.springframework.context.annotation.Import;

/**
 * Makes beans of the interfaces with {@link MicroClient} in the packages named, or in
 * that of the class this annotation is on. Without it the application's own packages are
 * scanned.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(MicroClientsRegistrar.class)
public @interface EnableMicroClients {

	/**
	 * The packages to scan, with those below them.
	 * @return package names
	 */
	String[] basePackages() default {};

	/**
	 * Classes in whose packages to scan.
	 * @return classes
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * Interfaces to make beans of, without a scan.
	 * @return interfaces
	 */
	Class<?>[] clients() default {};

}
