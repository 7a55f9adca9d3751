package io.github.polywire.rabibridge.observation;

import java.util.Map;

import io.github.polywire.rabibridge.FunctionKey;
import io.micrometer.observation.transport.RequestReplySenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link RemoteCallObservation#CLIENT}. Its carrier is the headers of the
 * request, its response the headers of the reply.
 */
public final class RemoteCallClientContext extends RequestReplySenderContext<Map<String, Object>, Map<String, Object>> {

	private final FunctionKey function;

	private final String correlationId;

	/**
	 * Creates a context.
	 * @param function the function called
	 * @param correlationId the correlation id of the call
	 * @param headers the headers of the request, which are added to
	 */
	public RemoteCallClientContext(FunctionKey function, String correlationId, Map<String, Object> headers) {
		super((carrier, key, value) -> {
			if (carrier != null) {
				carrier.put(key, value);
			}
		});
		this.function = function;
		this.correlationId = correlationId;
		setCarrier(headers);
		setRemoteServiceName("rabibridge");
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
	 * @return the correlation id
	 */
	public @Nullable String getCorrelationId() {
		return this.correlationId;
	}

}
