package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.FunctionKey;

/**
 * A function to serve.
 *
 * @param function its address
 * @param options how it is served
 * @param handler executes its calls
 * @param origin where it was registered, for messages
 */
record RemoteCallEndpoint(FunctionKey function, RemoteCallOptions options, RequestHandler handler, String origin) {

	String id() {
		String id = this.options.id();
		return (id != null) ? id : this.function.toString();
	}

}
