package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * Adds {@code data} to the statistics of endpoints, as {@link MicroEndpointStats#data()}.
 * Must be safe for use by several threads.
 */
@FunctionalInterface
public interface MicroStatsContributor {

	/**
	 * Tells of an endpoint. Called each time somebody asks for the statistics.
	 * @param service the name of the service
	 * @param endpoint the endpoint
	 * @return anything that Jackson writes, usually a map or a record; or {@code null}
	 * for nothing
	 */
	@Nullable Object contribute(String service, MicroEndpointInfo endpoint);

}
