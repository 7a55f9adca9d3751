package io.github.polywire.dxlstreaming.listener;

import java.util.List;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.observation.DefaultDxlStreamListenerConvention;
import io.github.polywire.dxlstreaming.observation.DxlStreamListenerContext;
import io.github.polywire.dxlstreaming.observation.DxlStreamListenerConvention;
import io.github.polywire.dxlstreaming.observation.DxlStreamObservation;
import io.github.polywire.dxlstreaming.observation.SafeObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes the handling of records with Micrometer.
 */
final class ObservedRecords {

	private static final DxlStreamListenerConvention DEFAULT = new DefaultDxlStreamListenerConvention();

	private final ObservationRegistry registry;

	private final @Nullable DxlStreamListenerConvention convention;

	ObservedRecords(ObservationRegistry registry, @Nullable DxlStreamListenerConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	void observe(String id, List<DxlRawRecord> records, Handling handling) throws Exception {
		if (this.registry.isNoop()) {
			handling.run();
			return;
		}
		DxlRawRecord first = records.get(0);
		Observation observation = SafeObservations.start(this.registry,
				() -> DxlStreamObservation.LISTENER.observation(this.convention, DEFAULT,
						() -> new DxlStreamListenerContext(id, first.topic(), records.size(), first.headers()),
						this.registry));
		try (Observation.Scope scope = observation.openScope()) {
			handling.run();
		}
		catch (Exception | Error ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			SafeObservations.stop(observation);
		}
	}

	/**
	 * Handles records.
	 */
	@FunctionalInterface
	interface Handling {

		/**
		 * Handles them.
		 * @throws Exception if they were not handled
		 */
		void run() throws Exception;

	}

}
