package io.github.polywire.natsmicro.autoconfigure;

import io.nats.client.Options;

/**
 * Changes the options of the connection to NATS after the properties were applied, and
 * before it is made. Beans of this type are called in their order.
 */
@FunctionalInterface
public interface NatsOptionsCustomizer {

	/**
	 * Changes the options.
	 * @param options the options under construction
	 */
	void customize(Options.Builder options);

}
