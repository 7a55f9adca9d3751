package io.github.polywire.natsmicro.listener;

import java.time.Clock;
import java.util.List;

import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.observation.MicroServerConvention;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What all services of a registry have in common.
 *
 * @param connection the connection
 * @param settings how services are served
 * @param subjects the subjects of discovery
 * @param documents writes the discovery documents
 * @param answers converts results
 * @param executors makes the executors that handlers run on
 * @param timer looks after threads
 * @param interceptors surround the handlers, the first outermost
 * @param exceptions maps the exceptions of all services
 * @param statsContributor tells more in the statistics, or {@code null}
 * @param clock tells when services were started
 * @param observations where requests are observed
 * @param serverConvention names and tags of observations, or {@code null}
 */
record ServerContext(Connection connection, ServerSettings settings, DiscoverySubjects subjects,
		DocumentCodec documents, AnswerConverter answers, HandlerExecutorFactory executors, WorkerTimer timer,
		List<MicroInterceptor> interceptors, ExceptionMapper exceptions,
		@Nullable MicroStatsContributor statsContributor, Clock clock, ObservationRegistry observations,
		@Nullable MicroServerConvention serverConvention) {

}
