package io.github.polywire.rabibridge.observation;

import java.util.Map;

import io.github.polywire.rabibridge.FunctionKey;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link RemoteCallObservation#REPLY}. Its carrier is the headers of the
 * reply.
 */
public final class RemoteCallReplyContext extends SenderContext<Map<String, Object>> {

	private final FunctionKey function;

	private final @Nullable String correlationId;

	/**
	 * Creates a context.
	 * @param function the function that was called
	 * @param correlationId the correlation id of the call, or {@code null}
	 * @param headers the headers of the reply, which are added to
	 */
	public RemoteCallReplyContext(FunctionKey function, @Nullable String correlationId, Map<String, Object> headers) {
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
	 * The function that was called.
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
