package io.github.polywire.dxlstreaming.autoconfigure;

import org.springframework.web.client.RestClient;

/**
 * Changes the HTTP client of the starter, for instance to add headers. Beans of this type
 * are called in their order.
 */
@FunctionalInterface
public interface DxlStreamRestClientCustomizer {

	/**
	 * Changes the client.
	 * @param builder makes the client
	 */
	void customize(RestClient.Builder builder);

}
