package io.github.polywire.rabibridge.observation;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The values of the tags that the conventions have in common.
 */
final class ObservationTags {

	private ObservationTags() {
	}

	static KeyValues function(FunctionKey function) {
		return KeyValues.of(RemoteCallObservation.LowCardinality.FUNCTION.withValue(function.name()),
				RemoteCallObservation.LowCardinality.KIND.withValue(function.kind().wireName()));
	}

	static KeyValues outcome(@Nullable Throwable error) {
		return KeyValues.of(RemoteCallObservation.LowCardinality.OUTCOME.withValue(outcomeOf(error)));
	}

	static KeyValues highCardinality(@Nullable String correlationId) {
		if (correlationId == null) {
			return KeyValues.empty();
		}
		return KeyValues.of(RemoteCallObservation.HighCardinality.CORRELATION_ID.withValue(correlationId));
	}

	private static String outcomeOf(@Nullable Throwable error) {
		if (error == null) {
			return "success";
		}
		if (error instanceof RemoteExecutionException) {
			return "remote_error";
		}
		if (error instanceof RemoteCallRejectedException) {
			return "rejected";
		}
		if (error instanceof UnknownRemoteCallException) {
			return "unknown";
		}
		if (error instanceof RemoteCallTimeoutException) {
			return "timeout";
		}
		return (error instanceof RemoteCallConnectionException) ? "connection" : "error";
	}

}
