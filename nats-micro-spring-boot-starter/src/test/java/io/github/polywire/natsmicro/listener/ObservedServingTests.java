package io.github.polywire.natsmicro.listener;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nats.client.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is observed of requests that no handler sees, and of observers that fail.
 */
class ObservedServingTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private Served served;

	@BeforeEach
	void start() throws Exception {
		this.served = Served.start(new Served.Customizer() {

			@Override
			public MicroServiceRegistry.Options options() {
				return new MicroServiceRegistry.Options(List.of(), List.of(), null,
						ObservedServingTests.this.observations, null);
			}

		});
	}

	@AfterEach
	void close() throws Exception {
		this.served.close();
	}

	@Test
	void observesWhatIsRefused() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		MicroEndpointContainer endpoint = this.served.endpoint(
				MicroEndpointDefinition.of("full").subject(this.served.subject("full")).concurrency(1).queueCapacity(0),
				(request) -> {
					release.await();
					return request.body();
				});
		CompletableFuture<Message> taken = this.served.send("full", "x");
		Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 1);
		assertThat(Served.error(this.served.request("full", "y"))).isEqualTo("429:Too Many Requests");
		Awaitility.await()
			.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
				.hasAnObservation((observation) -> observation.hasNameEqualTo("nats.micro.server")
					.hasLowCardinalityKeyValue("endpoint", "full")
					.hasLowCardinalityKeyValue("outcome", "service_error")
					.hasLowCardinalityKeyValue("error.code", "429")));
		release.countDown();
		assertThat(Served.text(taken.get(20, TimeUnit.SECONDS))).isEqualTo("x");
		Awaitility.await()
			.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
				.hasNumberOfObservationsWithNameEqualTo("nats.micro.server", 2)
				.doesNotHaveAnyRemainingCurrentObservation());
		assertThat(endpoint.getCounters().inFlight()).isZero();
	}

	@Test
	void servesAlsoWhenAnObserverFails() throws Exception {
		this.observations.observationConfig().observationHandler(new FailingHandler());
		MicroEndpointContainer endpoint = this.served.endpoint("echo", MicroRequest::body);
		for (int i = 0; i < 50; i++) {
			assertThat(Served.text(this.served.request("echo", "x"))).isEqualTo("x");
		}
		Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 0);
		assertThat(endpoint.stats().numErrors()).isZero();
	}

	private static final class FailingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			throw new IllegalStateException("An observer that fails");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
