package io.github.polywire.metricq.observation;

import java.util.Map;

import io.github.polywire.metricq.MetricqRpcRequest;
import io.micrometer.observation.transport.ReceiverContext;

/**
 * The context of {@link MetricqObservation#HANDLER}. Its carrier is the headers of the
 * request.
 */
public final class MetricqHandlerContext extends ReceiverContext<Map<String, Object>> {

	private final MetricqRpcRequest request;

	/**
	 * Creates a context.
	 * @param request the request
	 * @param headers the headers of the request
	 */
	public MetricqHandlerContext(MetricqRpcRequest request, Map<String, Object> headers) {
		super((carrier, key) -> {
			Object value = carrier.get(key);
			return (value != null) ? value.toString() : null;
		});
		this.request = request;
		setCarrier(headers);
	}

	/**
	 * The request.
	 * @return the request
	 */
	public MetricqRpcRequest getRequest() {
		return this.request;
	}

}
