package io.github.polywire.natsmicro.client;

import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.github.polywire.natsmicro.observation.DefaultMicroClientConvention;
import io.github.polywire.natsmicro.observation.MicroClientContext;
import io.github.polywire.natsmicro.observation.MicroClientConvention;
import io.github.polywire.natsmicro.observation.MicroObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.impl.Headers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Observes requests. A convention or a handler of the application that fails does not
 * fail the request.
 */
final class ClientObservations {

	private static final Log logger = LogFactory.getLog(ClientObservations.class);

	private static final MicroClientConvention DEFAULT = new DefaultMicroClientConvention();

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final ObservationRegistry registry;

	private final @Nullable MicroClientConvention convention;

	ClientObservations(ObservationRegistry registry, @Nullable MicroClientConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Makes headers that an observation can add to.
	 * @param headers the headers, or {@code null} if there are none
	 * @return the same, or new ones, or {@code null} if nobody observes
	 */
	@Nullable Headers prepare(@Nullable Headers headers) {
		return (headers != null || this.registry.isNoop()) ? headers : new Headers();
	}

	/**
	 * Starts an observation, which adds to the headers of the request.
	 * @param request the request
	 * @return the observation
	 */
	Observation start(PendingRequest request) {
		Headers headers = request.headers();
		if (this.registry.isNoop() || headers == null) {
			return Observation.NOOP;
		}
		try {
			return MicroObservation.CLIENT
				.observation(this.convention, DEFAULT, () -> new MicroClientContext(request.subject(), headers),
						this.registry)
				.start();
		}
		catch (RuntimeException ex) {
			this.failureLog.warn(() -> cannotBeObserved(request), ex);
			return Observation.NOOP;
		}
	}

	void replied(Observation observation, MicroReply reply) {
		if (observation.getContext() instanceof MicroClientContext context) {
			context.setResponse(reply);
		}
	}

	void stop(Observation observation, PendingRequest request, @Nullable Throwable error) {
		try {
			if (error != null) {
				observation.error(error);
			}
			observation.stop();
		}
		catch (RuntimeException ex) {
			this.failureLog.warn(() -> cannotBeObserved(request), ex);
		}
	}

	private static String cannotBeObserved(PendingRequest request) {
		return "The request for '" + request.subject() + "' cannot be observed";
	}

}
