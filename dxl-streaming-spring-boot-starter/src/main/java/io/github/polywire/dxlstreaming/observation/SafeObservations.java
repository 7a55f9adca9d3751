package io.github.polywire.dxlstreaming.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Starts observations so that no convention of the application fails what is observed.
 */
public final class SafeObservations {

	private static final Log logger = LogFactory.getLog(SafeObservations.class);

	private SafeObservations() {
	}

	/**
	 * Starts an observation.
	 * @param registry the registry
	 * @param observation makes the observation
	 * @return the observation, one that does nothing if it cannot be made
	 */
	public static Observation start(ObservationRegistry registry, Supplier<Observation> observation) {
		if (registry.isNoop()) {
			return Observation.NOOP;
		}
		try {
			return observation.get().start();
		}
		catch (RuntimeException ex) {
			logger.warn("An observation of DXL streaming cannot be started", ex);
			return Observation.NOOP;
		}
	}

	/**
	 * Stops an observation.
	 * @param observation the observation
	 */
	public static void stop(Observation observation) {
		try {
			observation.stop();
		}
		catch (RuntimeException ex) {
			logger.warn("An observation of DXL streaming cannot be stopped", ex);
		}
	}

}
