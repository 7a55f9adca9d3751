package io.github.polywire.dxlstreaming.observation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Observations of sending and handling, and the trace from one to the other.
 */
class ObservedRecordsTests {

	@Test
	void observesBothSides() throws Exception {
		try (DxlStreamTestServer server = DxlStreamTestServer.start();
				AnnotationConfigApplicationContext context = Contexts.start(server, Observed.class)) {
			context.getBean(DxlStreamOperations.class).send("t", "k", "{}").get(10, TimeUnit.SECONDS);
			context.getBean(Observed.class).handled.get(10, TimeUnit.SECONDS);
			TestObservationRegistry registry = context.getBean(TestObservationRegistry.class);
			Awaitility.await()
				.untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
					.hasObservationWithNameEqualTo("dxl.streaming.listener")
					.that()
					.hasBeenStopped()
					.hasLowCardinalityKeyValue("listener", "Observed.handle")
					.hasLowCardinalityKeyValue("topic", "t")
					.hasLowCardinalityKeyValue("outcome", "success"));
			TestObservationRegistryAssert.assertThat(registry)
				.hasObservationWithNameEqualTo("dxl.streaming.send")
				.that()
				.hasBeenStopped()
				.hasLowCardinalityKeyValue("outcome", "success");
		}
	}

	@Test
	void traceTravelsInTheHeadersOfRecords() throws Exception {
		try (DxlStreamTestServer server = DxlStreamTestServer.start();
				AnnotationConfigApplicationContext context = Contexts.start(server, Traced.class)) {
			context.getBean(DxlStreamOperations.class).send("t", "k", "{}").get(10, TimeUnit.SECONDS);
			DxlRawRecord record = context.getBean(Traced.class).handled.get(10, TimeUnit.SECONDS);
			assertThat(record.headers()).containsKey("traceparent");
			InMemorySpanExporter exporter = context.getBean(Traced.class).exporter;
			Awaitility.await().until(() -> exporter.getFinishedSpanItems().size() == 2);
			SpanData sent = span(exporter, "send t");
			SpanData handled = span(exporter, "handle Traced.handle");
			assertThat(handled.getTraceId()).isEqualTo(sent.getTraceId());
			assertThat(handled.getParentSpanId()).isEqualTo(sent.getSpanId());
		}
	}

	private static SpanData span(InMemorySpanExporter exporter, String name) {
		return exporter.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Observed {

		final CompletableFuture<String> handled = new CompletableFuture<>();

		@Bean
		TestObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(String payload) {
			this.handled.complete(payload);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Traced {

		final CompletableFuture<DxlRawRecord> handled = new CompletableFuture<>();

		final InMemorySpanExporter exporter = InMemorySpanExporter.create();

		@Bean
		ObservationRegistry observationRegistry() {
			SdkTracerProvider provider = SdkTracerProvider.builder()
				.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
				.build();
			Tracer otel = provider.get("test");
			OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
			});
			OtelPropagator propagator = new OtelPropagator(
					ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(new PropagatingSenderTracingObservationHandler<>(tracer, propagator))
				.observationHandler(new PropagatingReceiverTracingObservationHandler<>(tracer, propagator));
			return registry;
		}

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(DxlRawRecord record) {
			this.handled.complete(record);
		}

	}

}
