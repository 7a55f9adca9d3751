package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * Serves the requests of an endpoint. Must be safe for use by several threads.
 */
@FunctionalInterface
public interface MicroHandler {

	/**
	 * Serves a request.
	 * @param request the request
	 * @return what to answer: a body ({@code byte[]}, {@code String}, or whatever the
	 * converters of the application take, JSON by default); a {@link ServiceError}; a
	 * {@link org.springframework.messaging.Message} of a body and headers; a
	 * {@link java.util.concurrent.CompletionStage} of any of them; or {@code null} if the
	 * handler answers the request itself
	 * @throws Exception what exception handlers turn into an error, by default of code
	 * 500
	 */
	@Nullable Object handle(MicroRequest request) throws Exception;

}
