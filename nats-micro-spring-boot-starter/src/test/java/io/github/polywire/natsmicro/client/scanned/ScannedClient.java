package io.github.polywire.natsmicro.client.scanned;

import io.github.polywire.natsmicro.annotation.MicroClient;

/**
 * A client that is found by a scan of its package.
 */
@MicroClient
public interface ScannedClient {

	/**
	 * Doubles a number.
	 * @param n the number
	 * @return twice the number
	 */
	int twice(int n);

}
