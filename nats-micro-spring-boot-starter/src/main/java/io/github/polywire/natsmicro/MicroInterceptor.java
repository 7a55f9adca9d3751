package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * Surrounds the handlers of endpoints. Beans of this type apply to all endpoints that
 * they {@link #supports support}, in their order, the first outermost. An interceptor may
 * show the handler another request ({@link MicroRequestDecorator}), change what it
 * answers, answer instead of it, or measure it. Must be safe for use by several threads.
 */
@FunctionalInterface
public interface MicroInterceptor {

	/**
	 * Surrounds the handling of a request.
	 * @param request the request
	 * @param next the rest of the chain, down to the handler
	 * @return what to answer, as in {@link MicroHandler#handle}; usually what the rest of
	 * the chain returned, which for a handler that answers later is a
	 * {@link java.util.concurrent.CompletionStage}
	 * @throws Exception what the rest of the chain threw, or anything else
	 */
	@Nullable Object intercept(MicroRequest request, MicroHandler next) throws Exception;

	/**
	 * Whether the interceptor applies to an endpoint. Asked once for each endpoint, when
	 * it is added.
	 * @param service the name of the service
	 * @param endpoint the endpoint
	 * @return {@code true} by default
	 */
	default boolean supports(String service, MicroEndpointInfo endpoint) {
		return true;
	}

}
