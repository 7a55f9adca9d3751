package io.github.polywire.dxlstreaming.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;
import io.github.polywire.dxlstreaming.DxlStreamListenerInfo;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.connection.HandlerExecutorFactory;
import io.github.polywire.dxlstreaming.connection.LoginAuth;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which beans there are, and what properties make of them.
 */
class DxlStreamingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, SslAutoConfiguration.class,
				DxlStreamingAutoConfiguration.class, DxlStreamingHealthAutoConfiguration.class,
				DxlStreamingMetricsAutoConfiguration.class, DxlStreamingEndpointAutoConfiguration.class,
				EndpointAutoConfiguration.class))
		.withPropertyValues("dxl.streaming.base-url=http://127.0.0.1:1", "dxl.streaming.auth.username=me",
				"dxl.streaming.auth.password=secret", "management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=*");

	@Test
	void makesBeans() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(DxlStreamOperations.class)
			.hasSingleBean(DxlStreamChannelFactory.class)
			.hasSingleBean(DxlStreamListenerRegistry.class)
			.hasSingleBean(DxlStreamErrorHandler.class)
			.hasSingleBean(DxlStreamConnectionDetails.class)
			.hasSingleBean(LoginAuth.class)
			.hasSingleBean(DxlStreamingHealthIndicator.class)
			.hasSingleBean(DxlStreamingEndpoint.class));
	}

	@Test
	void isOffWhenDisabled() {
		this.runner.withPropertyValues("dxl.streaming.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DxlStreamOperations.class)
				.doesNotHaveBean(DxlStreamListenerRegistry.class)
				.doesNotHaveBean(DxlStreamingHealthIndicator.class)
				.doesNotHaveBean(DxlStreamingEndpoint.class));
	}

	@Test
	void backsOffForTheUsersBeans() {
		this.runner.withUserConfiguration(Own.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LoginAuth.class)
				.doesNotHaveBean("dxlStreamTemplate")
				.doesNotHaveBean("dxlStreamErrorHandler")
				.doesNotHaveBean("dxlStreamChannelFactory")
				.doesNotHaveBean("dxlStreamHandlerExecutorFactory"));
	}

	@Test
	void propertiesReachTheOptions() {
		this.runner
			.withPropertyValues("dxl.streaming.consumer.group=g", "dxl.streaming.consumer.offset=earliest",
					"dxl.streaming.consumer.configs.max.poll.records=7",
					"dxl.streaming.consumer.configs.auto.offset.reset=none",
					"dxl.streaming.consumer.session-timeout=20s", "dxl.streaming.consumer.request-timeout=30s")
			.run((context) -> {
				ChannelOptions options = context.getBean(DxlStreamChannelFactory.class).options(null).build();
				assertThat(options.consumerGroup()).isEqualTo("g");
				assertThat(options.configs()).containsExactlyInAnyOrderEntriesOf(
						Map.of("max.poll.records", "7", "enable.auto.commit", "false", "auto.offset.reset", "earliest",
								"session.timeout.ms", "20000", "request.timeout.ms", "30000"));
			});
		this.runner
			.run((context) -> assertThat(context.getBean(DxlStreamChannelFactory.class).options("x").build().configs())
				.containsEntry("session.timeout.ms", "60000")
				.containsEntry("request.timeout.ms", "70000"));
	}

	@Test
	void tellsHealthMetersAndEndpoint() {
		try (DxlStreamTestServer server = DxlStreamTestServer.start()) {
			server.publish("t", "k", "{}");
			this.runner.withUserConfiguration(Listening.class)
				.withPropertyValues(server.properties())
				.withPropertyValues("dxl.streaming.consumer.poll-interval=5ms",
						"dxl.streaming.listener.lag-interval=20ms", "dxl.streaming.retry.initial=10ms")
				.run((context) -> {
					DxlStreamingHealthIndicator health = context.getBean(DxlStreamingHealthIndicator.class);
					Awaitility.await().until(() -> server.committed("g", "t") == 1);
					Awaitility.await()
						.untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
					assertThat(health.health().getDetails().get("listening").toString()).contains("last poll at");
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					context.getBean(DxlStreamingMetrics.class).bindTo(meters);
					assertThat(meters.get("dxl.streaming.listener.handled")
						.tag("listener", "listening")
						.functionCounter()
						.count()).isOne();
					assertThat(meters.get("dxl.streaming.listener.consumers").gauge().value()).isOne();
					Awaitility.await().until(() -> meters.get("dxl.streaming.listener.lag").gauge().value() == 0);
					assertThat(context.getBean(DxlStreamingEndpoint.class).dxlstreaming().listeners()).singleElement()
						.satisfies((info) -> assertThat(info.topics()).containsExactly("t"));
					server.close();
					Awaitility.await()
						.untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.DOWN));
				});
		}
	}

	@Test
	void templateSendsInOrderAndTellsFailures() {
		try (DxlStreamTestServer server = DxlStreamTestServer.start(1)) {
			this.runner.withPropertyValues(server.properties()).run((context) -> {
				DxlStreamOperations operations = context.getBean(DxlStreamOperations.class);
				for (int i = 0; i < 20; i++) {
					operations.send("out", "k", Map.of("n", i), Map.of("h", "v"));
				}
				operations.send(List.of(new DxlMessage("out", "k", "a"), new DxlMessage("out", "k", "b"))).join();
				assertThat(server.records("out")).hasSize(22)
					.extracting((record) -> new String(record.decodedPayload()))
					.startsWith("{\"n\":0}", "{\"n\":1}")
					.endsWith("a", "b");
				assertThat(server.records("out").get(0).headers()).containsEntry("h", "v");
				server.failNext(400, 1);
				CompletableFuture<Void> refused = operations.send("out", "k", "c");
				assertThat(refused).failsWithin(Duration.ofSeconds(5)).withThrowableThat().withMessageContaining("400");
				assertThat(operations.lag("nobody")).isEmpty();
			});
		}
	}

	@Test
	void registersHints() {
		RuntimeHints hints = new RuntimeHints();
		new DxlStreamingRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(DxlStreamListenerInfo.class)).accepts(hints);
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@DxlStreamListener(id = "listening", topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(Map<String, Object> payload) {
			assertThat(payload).isNotNull();
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		ChannelAuth ownAuth() {
			return ChannelAuth.ofToken("T");
		}

		@Bean
		DxlStreamErrorHandler ownErrorHandler() {
			return (failure) -> DxlStreamErrorHandler.Decision.skip();
		}

		@Bean
		HandlerExecutorFactory ownExecutors() {
			return HandlerExecutorFactory.platformThreads();
		}

		@Bean
		DxlStreamOperations ownOperations() {
			return new DxlStreamOperations() {

				@Override
				public CompletableFuture<Void> send(List<DxlMessage> messages) {
					return CompletableFuture.completedFuture(null);
				}

				@Override
				public Map<String, Long> lag(String group) {
					return Map.of();
				}

			};
		}

		@Bean
		DxlStreamChannelFactory ownFactory() {
			return new DxlStreamChannelFactory() {

				@Override
				public Channel create(String group) {
					throw new UnsupportedOperationException();
				}

				@Override
				public Channel create(ChannelOptions options) {
					throw new UnsupportedOperationException();
				}

				@Override
				public ChannelOptions.Builder options(@Nullable String group) {
					return ChannelOptions.builder(group);
				}

			};
		}

	}

}
