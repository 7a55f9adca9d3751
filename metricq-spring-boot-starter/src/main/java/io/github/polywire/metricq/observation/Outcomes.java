package io.github.polywire.metricq.observation;

import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.micrometer.common.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The values of the outcome.
 */
final class Outcomes {

	private Outcomes() {
	}

	static KeyValue of(@Nullable Throwable error) {
		return MetricqObservation.LowCardinality.OUTCOME.withValue(name(error));
	}

	private static String name(@Nullable Throwable error) {
		if (error == null) {
			return "success";
		}
		if (error instanceof MetricqRpcException) {
			return "remote_error";
		}
		if (error instanceof MetricqTimeoutException) {
			return "timeout";
		}
		return (error instanceof MetricqConnectionException) ? "connection" : "error";
	}

}
