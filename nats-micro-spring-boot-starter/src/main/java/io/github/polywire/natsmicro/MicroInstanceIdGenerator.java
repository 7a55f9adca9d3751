package io.github.polywire.natsmicro;

/**
 * Makes the ids of service instances. Must be safe for use by several threads.
 */
@FunctionalInterface
public interface MicroInstanceIdGenerator {

	/**
	 * Makes an id that no other instance has.
	 * @param service the name of the service
	 * @return the id: letters, digits, hyphens and underscores, as it becomes a part of
	 * subjects
	 */
	String generate(String service);

}
