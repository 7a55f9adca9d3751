package io.github.polywire.metricq.observation;

import java.util.Map;

import io.github.polywire.metricq.MetricqRole;
import io.micrometer.observation.transport.SenderContext;

/**
 * The context of {@link MetricqObservation#REQUEST}. Its carrier is the headers of the
 * request.
 */
public final class MetricqRequestContext extends SenderContext<Map<String, Object>> {

	private final MetricqRole role;

	private final String function;

	/**
	 * Creates a context.
	 * @param role the role of the agent that asks
	 * @param function the function, or {@code history} and what is asked of a database
	 * @param headers the headers of the request, which are added to
	 */
	public MetricqRequestContext(MetricqRole role, String function, Map<String, Object> headers) {
		super((carrier, key, value) -> {
			if (carrier != null) {
				carrier.put(key, value);
			}
		});
		this.role = role;
		this.function = function;
		setCarrier(headers);
		setRemoteServiceName("metricq");
	}

	/**
	 * The role of the agent that asks.
	 * @return the role
	 */
	public MetricqRole getRole() {
		return this.role;
	}

	/**
	 * The function.
	 * @return the function, or {@code history} and what is asked of a database
	 */
	public String getFunction() {
		return this.function;
	}

}
