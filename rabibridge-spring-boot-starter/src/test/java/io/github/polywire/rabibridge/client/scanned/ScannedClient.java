package io.github.polywire.rabibridge.client.scanned;

import io.github.polywire.rabibridge.annotation.RemoteCallClient;

/**
 * A client that is found by a scan of its package.
 */
@RemoteCallClient
public interface ScannedClient {

	/**
	 * Doubles a number.
	 * @param n the number
	 * @return twice the number
	 */
	int twice(int n);

}
