package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.RabiBridgeException;

/**
 * The arguments of a call do not fit the function. The message is one sentence for the
 * caller.
 */
class CallArgumentException extends RabiBridgeException {

	CallArgumentException(String message) {
		super(message);
	}

}
