package io.github.polywire.dxlstreaming.observation;

import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.micrometer.common.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The values of the outcome.
 */
final class Outcomes {

	private Outcomes() {
	}

	static KeyValue of(@Nullable Throwable error) {
		return DxlStreamObservation.LowCardinality.OUTCOME.withValue(name(error));
	}

	private static String name(@Nullable Throwable error) {
		if (error == null) {
			return "success";
		}
		if (error instanceof PayloadException) {
			return "payload";
		}
		if (error instanceof TemporaryException) {
			return "temporary";
		}
		return (error instanceof PermanentException) ? "permanent" : "error";
	}

}
