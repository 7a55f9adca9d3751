package io.github.polywire.statsd.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.polywire.localbrokers.LineServer;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.statsd.ConnectorProtocol;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.StatsdConnector;
import io.github.polywire.statsd.StatsdDefinitionException;
import io.github.polywire.statsd.client.Lines;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.github.polywire.statsd.test.RecordingStatsdConnector;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.newsclub.net.unix.AFUNIXDatagramChannel;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.statsd.StatsdMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class StatsdAutoConfigurationTests {

	private static final FilteredClassLoader WITHOUT_RABBIT = new FilteredClassLoader("com.rabbitmq",
			"org.springframework.amqp", "org.springframework.boot.amqp", "org.springframework.messaging");

	private final Lines lines = new Lines();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						SimpleMetricsExportAutoConfiguration.class, StatsdMetricsExportAutoConfiguration.class,
						StatsdConnectorAutoConfiguration.class, StatsdRegistryAutoConfiguration.class,
						StatsdConnectorMetricsAutoConfiguration.class, StatsdConnectorHealthAutoConfiguration.class))
		.withPropertyValues("statsd.connector.shutdown-timeout=1s", "statsd.connector.reconnect-backoff.max=100ms");

	private final ApplicationContextRunner withoutOwnProperties = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(StatsdConnectorAutoConfiguration.class,
				StatsdRegistryAutoConfiguration.class, StatsdConnectorHealthAutoConfiguration.class));

	private LineServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = new LineServer(0, this.lines);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private ApplicationContextRunner exporting() {
		return this.runner.withPropertyValues("management.statsd.metrics.export.host=localhost",
				"management.statsd.metrics.export.port=" + this.server.port(),
				"management.statsd.metrics.export.protocol=tcp",
				"management.statsd.metrics.export.polling-frequency=100ms");
	}

	private ApplicationContextRunner connecting() {
		return this.runner.withPropertyValues("statsd.connector.host=localhost",
				"statsd.connector.port=" + this.server.port());
	}

	@Test
	void standsUnderMicrometerByItsPropertiesAlone() {
		exporting().withPropertyValues("management.statsd.metrics.export.flavor=datadog").run((context) -> {
			assertThat(context).hasSingleBean(StatsdMeterRegistry.class).hasSingleBean(QueuedStatsdConnector.class);
			context.getBean(MeterRegistry.class).counter("orders", "kind", "book").increment();
			await().until(() -> this.lines.all().contains("orders:1|c|#statistic:count,kind:book"));
			await()
				.until(() -> this.lines.all().stream().anyMatch((line) -> line.startsWith("statsd.connector.sent:")));
			assertThat(this.server.connectionCount()).isEqualTo(1);
		});
	}

	@Test
	void deliversTheLastPollWhenTheApplicationCloses() {
		exporting().withPropertyValues("management.statsd.metrics.export.polling-frequency=1h").run((context) -> {
			Gauge.builder("last", () -> 42).register(context.getBean(MeterRegistry.class));
			assertThat(this.lines.all()).isEmpty();
		});
		await().until(() -> this.lines.all().contains("last:42|g|#statistic:value"));
	}

	@Test
	void closesInTimeWhenNobodyMakesRoom() {
		this.server.close();
		long[] closing = new long[1];
		exporting()
			.withPropertyValues("statsd.connector.overflow=block", "statsd.connector.queue-capacity=10",
					"statsd.connector.shutdown-timeout=200ms", "management.statsd.metrics.export.polling-frequency=1h")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				for (int i = 0; i < 50; i++) {
					Gauge.builder("g" + i, () -> 1).register(registry);
				}
				closing[0] = System.nanoTime();
			});
		assertThat(Duration.ofNanos(System.nanoTime() - closing[0])).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void winsOverThePropertiesOfTheExport() {
		this.runner
			.withPropertyValues("management.statsd.metrics.export.host=elsewhere",
					"management.statsd.metrics.export.port=1", "management.statsd.metrics.export.protocol=udp",
					"statsd.connector.host=localhost", "statsd.connector.port=" + this.server.port(),
					"statsd.connector.protocol=tcp")
			.run((context) -> {
				context.getBean(StatsdConnector.class).increment("own");
				await().until(() -> this.lines.all().contains("counters.own:1|c"));
			});
	}

	@Test
	void takesTheDefaultsOfTheExportWithoutAHostOfItsOwn() {
		this.runner.run((context) -> {
			StatsdConnectionDetails details = context.getBean(StatsdConnectionDetails.class);
			assertThat(details.getHost()).isEqualTo("localhost");
			assertThat(details.getPort()).isEqualTo(8125);
			assertThat(details.getProtocol()).isEqualTo(ConnectorProtocol.UDP);
		});
		this.runner.withPropertyValues("statsd.connector.host=elsewhere.invalid")
			.run((context) -> assertThat(context.getBean(StatsdConnectionDetails.class).getProtocol())
				.isEqualTo(ConnectorProtocol.TCP));
	}

	@Test
	void prefixesPathsAsConfigured() {
		connecting()
			.withPropertyValues("statsd.connector.prefix=applications.shop", "statsd.connector.type-prefixes=false")
			.run((context) -> {
				context.getBean(StatsdConnector.class).gauge("depth", 3);
				await().until(() -> this.lines.all().contains("applications.shop.depth:3|g"));
			});
	}

	@Test
	void isNotThereWithoutStatsd() {
		this.withoutOwnProperties.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(StatsdConnector.class)
			.doesNotHaveBean(StatsdMeterRegistry.class)
			.doesNotHaveBean("statsdHealthIndicator"));
		this.runner.withPropertyValues("statsd.connector.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(StatsdConnector.class)
				.hasSingleBean(StatsdMeterRegistry.class));
	}

	@Test
	void doesWithoutMicrometerAndHealth() {
		connecting()
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class.getPackageName(), "io.micrometer.statsd",
					HealthIndicator.class.getPackageName(), "com.rabbitmq", "org.newsclub"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(QueuedStatsdConnector.class)
				.doesNotHaveBean("statsdMeterRegistry")
				.doesNotHaveBean("statsdConnectorMetrics")
				.doesNotHaveBean("statsdHealthIndicator"));
	}

	@Test
	void backsOffForConnectorAndRegistryOfTheApplication() {
		RecordingStatsdConnector recording = new RecordingStatsdConnector();
		exporting().withBean(StatsdConnector.class, () -> recording).run((context) -> {
			assertThat(context).hasSingleBean(StatsdConnector.class).doesNotHaveBean("statsdHealthIndicator");
			context.getBean(MeterRegistry.class).counter("orders").increment();
			assertThat(recording.lines()).contains("orders:1|c|#statistic:count");
		});
		exporting().withBean("own", StatsdMeterRegistry.class,
				() -> StatsdMeterRegistry.builder(StatsdConfig.DEFAULT).lineSink((line) -> {
				}).build())
			.run((context) -> assertThat(context).hasSingleBean(StatsdMeterRegistry.class)
				.doesNotHaveBean("statsdMeterRegistry"));
	}

	@Test
	void takesConnectionDetails() {
		StatsdConnectionDetails details = new StatsdConnectionDetails() {

			@Override
			public String getHost() {
				return "localhost";
			}

			@Override
			public int getPort() {
				return StatsdAutoConfigurationTests.this.server.port();
			}

			@Override
			public ConnectorProtocol getProtocol() {
				return ConnectorProtocol.TCP;
			}

		};
		this.withoutOwnProperties.withBean(StatsdConnectionDetails.class, () -> details).run((context) -> {
			context.getBean(StatsdConnector.class).increment("detailed");
			await().until(() -> this.lines.all().contains("counters.detailed:1|c"));
		});
	}

	@Test
	void tellsHealthAndMeters() {
		connecting().withPropertyValues("statsd.connector.queue-capacity=5").run((context) -> {
			HealthIndicator indicator = context.getBean("statsdHealthIndicator", HealthIndicator.class);
			StatsdConnector connector = context.getBean(StatsdConnector.class);
			await().until(() -> connector.state() == ConnectorState.CONNECTED);
			Health up = indicator.health();
			assertThat(up.getStatus()).isEqualTo(Status.UP);
			assertThat(up.getDetails()).containsEntry("server", "tcp://localhost:" + this.server.port())
				.containsEntry("queueCapacity", 5);
			this.server.close();
			await().until(() -> connector.state() == ConnectorState.CONNECTING);
			Health down = indicator.health();
			assertThat(down.getStatus()).isEqualTo(Status.DOWN);
			assertThat(down.getDetails()).containsKeys("failure", "queued", "dropped");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("statsd.connector.connected").gauge().value()).isZero();
			assertThat(registry.get("statsd.connector.queue.capacity").gauge().value()).isEqualTo(5);
			assertThat(registry.get("statsd.connector.dropped").functionCounters()).hasSize(3);
		});
	}

	@Test
	void refusesWrongValues() {
		Map.of("statsd.connector.port", "0", "statsd.connector.queue-capacity", "0", "statsd.connector.host", " ",
				"statsd.connector.connect-timeout", "0s", "statsd.connector.reconnect-backoff.max", "1ms",
				"statsd.connector.max-packet-size", "1B", "statsd.connector.send-buffer", "1B",
				"statsd.connector.shutdown-timeout", "-1s", "management.statsd.metrics.export.port", "-8125")
			.forEach((name, value) -> this.runner
				.withPropertyValues("statsd.connector.host=localhost", name + "=" + value)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
							(ex) -> assertThat(ex.getName()).isEqualTo(name))));
	}

	@Test
	void tellsThatTheHostIsMissing() {
		this.withoutOwnProperties
			.withPropertyValues("statsd.connector.port=8125", "management.statsd.metrics.export.enabled=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(StatsdDefinitionException.class, (ex) -> {
					FailureAnalysis analysis = new StatsdFailureAnalyzer().analyze(ex);
					assertThat(analysis.getDescription()).isEqualTo("The StatsD connector has no host to send to.");
					assertThat(analysis.getAction()).contains("Set statsd.connector.host");
				}));
	}

	@Test
	void tellsThatTheLibraryForUnixSocketsIsMissing() {
		this.runner.withClassLoader(new FilteredClassLoader(AFUNIXDatagramChannel.class))
			.withPropertyValues("statsd.connector.host=/run/statsd.sock", "statsd.connector.protocol=uds-datagram")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(StatsdDefinitionException.class)
				.hasMessageContaining("junixsocket"));
	}

	@Test
	void runsInAnApplicationWithoutRabbit() {
		SpringApplication application = new SpringApplicationBuilder(Application.class)
			.resourceLoader(new DefaultResourceLoader(WITHOUT_RABBIT))
			.web(WebApplicationType.NONE)
			.properties("statsd.connector.host=localhost", "statsd.connector.port=" + this.server.port(),
					"spring.main.banner-mode=off")
			.build();
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(WITHOUT_RABBIT);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBeanNamesForType(MetricqSource.class)).isEmpty();
			assertThat(context.containsBean("rabbitHealthContributor")).isFalse();
			assertThat(context.containsBean("metricqHealthIndicator")).isFalse();
			context.getBean(StatsdConnector.class).increment("alone");
			await().until(() -> this.lines.all().contains("counters.alone:1|c"));
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@Test
	void metricqDoesWithoutStatsd() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, MetricqAutoConfiguration.class,
					MetricsAutoConfiguration.class, StatsdConnectorAutoConfiguration.class,
					StatsdRegistryAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.statsd", "org.newsclub"))
			.withPropertyValues("spring.application.name=metricq-alone")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MetricqSource.class)
				.doesNotHaveBean(StatsdConnector.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
