package io.github.polywire.rabibridge.observation;

import java.util.Map;

import io.github.polywire.rabibridge.FunctionKey;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link RemoteCallObservation#SERVER}. Its carrier is the headers of the
 * request.
 */
public final class RemoteCallServerContext extends ReceiverContext<Map<String, Object>> {

	private final FunctionKey function;

	private final @Nullable String correlationId;

	/**
	 * Creates a context.
	 * @param function the function called
	 * @param correlationId the correlation id of the call, or {@code null}
	 * @param headers the headers of the request
	 */
	public RemoteCallServerContext(FunctionKey function, @Nullable String correlationId, Map<String, Object> headers) {
		super((carrier, key) -> {
			Object value = carrier.get(key);
			return (value != null) ? value.toString() : null;
		});
		this.function = function;
		this.correlationId = correlationId;
		setCarrier(headers);
	}

	/**
	 * The function called.
	 * @return the function
	 */
	public FunctionKey getFunction() {
		return this.function;
	}

	/**
	 * The correlation id of the call.
	 * @return the correlation id or {@code null}
	 */
	public @Nullable String getCorrelationId() {
		return this.correlationId;
	}

}
