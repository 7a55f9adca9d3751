package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;

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

	/**
	 * Checks that this endpoint can be served beside another.
	 * @param other the other, which is served already
	 * @throws RemoteCallDefinitionException if the two have one function or one id
	 */
	void checkDiffersFrom(RemoteCallEndpoint other) {
		if (this.function.equals(other.function) || id().equals(other.id())) {
			throw new RemoteCallDefinitionException(this.origin,
					"function '%s' of kind %s with id '%s' is served already by %s".formatted(this.function.name(),
							this.function.kind().wireName(), id(), other.origin),
					"Give one of the two another name, kind or id", null);
		}
	}

}
