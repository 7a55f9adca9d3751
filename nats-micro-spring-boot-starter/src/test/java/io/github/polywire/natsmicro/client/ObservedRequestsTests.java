package io.github.polywire.natsmicro.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What requests tell of themselves.
 */
class ObservedRequestsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private Called called;

	@BeforeEach
	void connect() throws Exception {
		this.called = new Called(LocalNats.shared(), this.registry);
	}

	@AfterEach
	void close() throws Exception {
		this.called.close();
	}

	@Test
	void observesARequestThatIsAnswered() throws Exception {
		String echo = this.called.echo();
		this.called.template.request(echo, "x", String.class);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.hasNameEqualTo("nats.micro.client")
			.hasContextualNameEqualTo("request " + echo)
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("error.code", "none")
			.hasHighCardinalityKeyValue("nats.subject", echo)
			.doesNotHaveError();
	}

	@Test
	void observesAnErrorOfTheService() throws Exception {
		String subject = this.called.answer("bad", new Headers().add("Nats-Service-Error-Code", "404"), "");
		assertThatExceptionOfType(MicroServiceException.class)
			.isThrownBy(() -> this.called.template.request(subject, "x", String.class));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("outcome", "service_error")
			.hasLowCardinalityKeyValue("error.code", "404")
			.hasError();
	}

	@Test
	void observesARequestThatDoesNotWait() {
		assertThat(this.called.template.requestAsync(this.called.subject("nobody"), "x", String.class)
			.handle((value, failure) -> failure)).succeedsWithin(Called.PATIENCE)
			.isInstanceOf(NoRespondersException.class);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("outcome", "no_responders")
			.hasError();
	}

	@Test
	void sendsTheTraceInTheHeaders() throws Exception {
		InMemorySpanExporter exporter = InMemorySpanExporter.create();
		try (SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(exporter))
			.build()) {
			Tracer tracer = provider.get("test");
			this.registry.observationConfig()
				.observationHandler(new PropagatingSenderTracingObservationHandler<>(
						new OtelTracer(tracer, new OtelCurrentTraceContext(), (event) -> {
						}), new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()),
								tracer)));
			LinkedBlockingQueue<Message> requests = new LinkedBlockingQueue<>();
			String subject = this.called.serve("traced", (message) -> {
				requests.add(message);
				this.called.peer.publish(message.getReplyTo(), new byte[0]);
			});
			this.called.template.request(subject, "x", Void.class);
			Message request = requests.poll(20, TimeUnit.SECONDS);
			assertThat(request).isNotNull();
			Awaitility.await().until(() -> !exporter.getFinishedSpanItems().isEmpty());
			assertThat(request.getHeaders().getFirst("traceparent"))
				.contains(exporter.getFinishedSpanItems().get(0).getTraceId());
			assertThat(request.getHeaders().getFirst("Timeout-Ms")).isNotNull();
		}
	}

	@Test
	void isNotDisturbedByAHandlerThatFails() throws Exception {
		this.registry.observationConfig().observationHandler(new Failing());
		String echo = this.called.echo();
		assertThat(this.called.template.request(echo, "x", String.class)).isEqualTo("x");
		assertThat(this.called.template.requestAsync(echo, "y", String.class)).succeedsWithin(Called.PATIENCE)
			.isEqualTo("y");
	}

	private static final class Failing implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			throw new IllegalStateException("start");
		}

		@Override
		public void onStop(Observation.Context context) {
			throw new IllegalStateException("stop");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
