package io.github.polywire.natsmicro.listener;

import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.github.polywire.natsmicro.observation.DefaultMicroServerConvention;
import io.github.polywire.natsmicro.observation.MicroObservation;
import io.github.polywire.natsmicro.observation.MicroServerContext;
import io.github.polywire.natsmicro.observation.MicroServerConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Observes the handling of the requests of one endpoint.
 */
final class ServerObservations {

	private static final Log logger = LogFactory.getLog(ServerObservations.class);

	private static final MicroServerConvention DEFAULT = new DefaultMicroServerConvention();

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final ObservationRegistry registry;

	private final @Nullable MicroServerConvention convention;

	private final String service;

	private final String endpoint;

	private ServerObservations(ObservationRegistry registry, @Nullable MicroServerConvention convention, String service,
			String endpoint) {
		this.registry = registry;
		this.convention = convention;
		this.service = service;
		this.endpoint = endpoint;
	}

	/**
	 * Observes an endpoint.
	 * @param registry where to
	 * @param convention names and tags, or {@code null} for the default
	 * @param service the name of the service
	 * @param endpoint the name of the endpoint
	 * @return {@code null} if nobody looks
	 */
	static @Nullable ServerObservations of(ObservationRegistry registry, @Nullable MicroServerConvention convention,
			String service, String endpoint) {
		return registry.isNoop() ? null : new ServerObservations(registry, convention, service, endpoint);
	}

	/**
	 * Starts an observation. A convention of the application that fails does not fail the
	 * request.
	 * @param request the request
	 * @return the observation
	 */
	Observation start(MicroRequest request) {
		try {
			return MicroObservation.SERVER
				.observation(this.convention, DEFAULT,
						() -> new MicroServerContext(this.service, this.endpoint, request), this.registry)
				.start();
		}
		catch (RuntimeException ex) {
			tell(ex);
			return Observation.NOOP;
		}
	}

	/**
	 * Ends an observation; its failure is not the request's either.
	 * @param observation the observation
	 * @param request the request, which was answered or not
	 */
	void stop(Observation observation, MicroRequest request) {
		if (request instanceof ReceivedRequest received
				&& observation.getContextView() instanceof MicroServerContext context) {
			context.setErrorCode(received.errorCode());
		}
		try {
			observation.stop();
		}
		catch (RuntimeException ex) {
			tell(ex);
		}
	}

	private void tell(RuntimeException failure) {
		this.failureLog.warn(() -> "A request for " + this.service + "." + this.endpoint + " cannot be observed",
				failure);
	}

}
