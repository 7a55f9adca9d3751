package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * The function was reached and answered with an error.
 */
public class RemoteExecutionException extends RemoteCallException {

	private final int code;

	private final @Nullable String correlationId;

	private final @Nullable Object remoteError;

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param correlationId the call's correlation id, or {@code null} if it has none
	 * @param code the reply's code, anything but 0
	 * @param remoteError what the remote side said: the traceback text of a Python
	 * service, or any other value
	 */
	public RemoteExecutionException(FunctionKey function, @Nullable String correlationId, int code,
			@Nullable Object remoteError) {
		super(function, message(function, correlationId, code, remoteError));
		this.code = code;
		this.correlationId = correlationId;
		this.remoteError = remoteError;
	}

	private static String message(FunctionKey function, @Nullable String correlationId, int code,
			@Nullable Object remoteError) {
		return "Remote function '%s' (%s) answered call %s with error code %d: %s".formatted(function.name(),
				function.kind().wireName(), correlationId, code, remoteError);
	}

	/**
	 * The code of the reply: 1 from a RabiBridge peer.
	 * @return the code, never 0
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * The correlation id of the call.
	 * @return the correlation id or {@code null}
	 */
	public @Nullable String getCorrelationId() {
		return this.correlationId;
	}

	/**
	 * What the remote side said: from a Python service the text of its traceback.
	 * @return the error's value as it came, or {@code null}
	 */
	public @Nullable Object getRemoteError() {
		return this.remoteError;
	}

}
