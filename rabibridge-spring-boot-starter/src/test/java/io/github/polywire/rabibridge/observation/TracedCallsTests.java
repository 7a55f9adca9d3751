package io.github.polywire.rabibridge.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.autoconfigure.StarterApplication;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
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

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One trace over the wire: from the caller to the handler, and on in the reply.
 */
class TracedCallsTests {

	@Test
	void traceGoesOverRequestAndReply() {
		LocalRabbit rabbit = LocalRabbit.shared();
		String function = "f" + UUID.randomUUID().toString().replace("-", "");
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.rabbitmq.addresses", rabbit.address(), "spring.rabbitmq.username",
					rabbit.username(), "spring.rabbitmq.password", rabbit.password(), "spring.rabbitmq.virtual-host",
					rabbit.virtualHost()))
			.run()) {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			InMemorySpanExporter exporter = context.getBean(InMemorySpanExporter.class);
			ReplyHeaders replies = context.getBean(ReplyHeaders.class);
			List<Map<String, Object>> requests = new ArrayList<>();
			RemoteCallContainer container = context.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async(function), (args, kwargs, call) -> {
					requests.add(call.headers());
					return Observation.createNotStarted("inside", registry).observe(() -> args.get(0));
				});
			Awaitility.await().until(() -> container.getState() == ContainerState.RUNNING);
			Observation.createNotStarted("outside", registry)
				.observe(() -> context.getBean(RemoteCallTemplate.class).call(function, Integer.class, 1));
			Awaitility.await().untilAsserted(() -> assertThat(exporter.getFinishedSpanItems()).hasSize(5));
			SpanData outside = span(exporter, "outside");
			SpanData client = span(exporter, "call " + function);
			SpanData server = span(exporter, "serve " + function);
			SpanData inside = span(exporter, "inside");
			SpanData reply = span(exporter, "reply " + function);
			assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getTraceId)
				.containsOnly(outside.getTraceId());
			assertThat(client.getParentSpanId()).isEqualTo(outside.getSpanId());
			assertThat(server.getParentSpanId()).isEqualTo(client.getSpanId());
			assertThat(inside.getParentSpanId()).isEqualTo(server.getSpanId());
			assertThat(reply.getParentSpanId()).isEqualTo(server.getSpanId());
			assertThat(requests).singleElement()
				.satisfies(
						(headers) -> assertThat((String) headers.get("traceparent")).startsWith(traceparent(client)));
			assertThat(replies.headers).singleElement()
				.satisfies(
						(headers) -> assertThat(headers.get("traceparent").toString()).startsWith(traceparent(reply)));
		}
	}

	/**
	 * The header up to its flags, which differ between versions of the tracing library.
	 */
	private static String traceparent(SpanData span) {
		return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-";
	}

	private static SpanData span(InMemorySpanExporter exporter, String name) {
		return exporter.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Notes the headers of the replies that clients get.
	 */
	static class ReplyHeaders implements ObservationHandler<RemoteCallClientContext> {

		private final List<Map<String, Object>> headers = new ArrayList<>();

		@Override
		public void onStop(RemoteCallClientContext context) {
			this.headers.add(context.getResponse());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof RemoteCallClientContext;
		}

	}

	@StarterApplication
	static class Application {

		@Bean
		InMemorySpanExporter exporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		ReplyHeaders replyHeaders() {
			return new ReplyHeaders();
		}

		@Bean
		ObservationRegistry observationRegistry(InMemorySpanExporter exporter, ReplyHeaders replyHeaders) {
			Tracer tracer = SdkTracerProvider.builder()
				.addSpanProcessor(SimpleSpanProcessor.create(exporter))
				.build()
				.get("test");
			OtelTracer otelTracer = new OtelTracer(tracer, new OtelCurrentTraceContext(), (event) -> {
			});
			OtelPropagator propagator = new OtelPropagator(
					ContextPropagators.create(W3CTraceContextPropagator.getInstance()), tracer);
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig()
				.observationHandler(replyHeaders)
				.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
						new PropagatingSenderTracingObservationHandler<>(otelTracer, propagator),
						new PropagatingReceiverTracingObservationHandler<>(otelTracer, propagator),
						new DefaultTracingObservationHandler(otelTracer)));
			return registry;
		}

	}

}
