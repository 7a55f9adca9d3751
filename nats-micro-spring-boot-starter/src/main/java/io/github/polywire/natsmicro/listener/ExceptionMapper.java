package io.github.polywire.natsmicro.listener;

import io.github.polywire.natsmicro.MicroRequest;
import org.jspecify.annotations.Nullable;

/**
 * Turns exceptions of handlers into answers.
 */
@FunctionalInterface
interface ExceptionMapper {

	/** Maps nothing. */
	ExceptionMapper NONE = (failure, request) -> null;

	/**
	 * Maps an exception.
	 * @param failure the exception
	 * @param request the request
	 * @return what is answered, or {@code null} if the exception is not mapped or the
	 * request was answered
	 * @throws Exception if that fails
	 */
	@Nullable Object map(Throwable failure, MicroRequest request) throws Exception;

	/**
	 * Asks another mapper about what this one does not map.
	 * @param other the other
	 * @return both together
	 */
	default ExceptionMapper orElse(ExceptionMapper other) {
		return (failure, request) -> {
			Object mapped = map(failure, request);
			return (mapped != null || request.isAnswered()) ? mapped : other.map(failure, request);
		};
	}

}
