package io.github.polywire.metricq.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.foreign.ForeignSource;
import io.github.polywire.metricq.foreign.VirtualHost;
import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.github.polywire.metricq.network.NetworkFileException;
import io.github.polywire.metricq.network.NetworkInfo;
import io.github.polywire.metricq.network.NetworkState;
import io.github.polywire.metricq.network.OtherManagerException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class MetricqNetworkAutoConfigurationTests {

	private static VirtualHost host;

	@TempDir
	private Path folder;

	private static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class,
				MetricqNetworkAutoConfiguration.class, MetricqNetworkHealthAutoConfiguration.class,
				MetricqNetworkMetricsAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	private ApplicationContextRunner runner;

	private ApplicationContextRunner embedded;

	@BeforeAll
	static void createVirtualHost() {
		host = VirtualHost.create(LocalRabbit.shared());
	}

	@BeforeEach
	void connect() {
		this.runner = RUNNER.withPropertyValues("metricq.url=" + host.uri(), "spring.application.name=lab");
		this.embedded = this.runner.withPropertyValues("metricq.network.embedded=true");
	}

	@AfterAll
	static void deleteVirtualHost() {
		host.close();
	}

	@Test
	void startsNothingUnlessAskedTo() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(EmbeddedNetwork.class)
			.doesNotHaveBean(MetricqNetworkHealthIndicator.class)
			.doesNotHaveBean(MetricqNetworkMetrics.class));
		this.embedded.withPropertyValues("metricq.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedNetwork.class));
	}

	@Test
	void servesWithHealthAndMeters() {
		this.embedded.run((context) -> {
			EmbeddedNetwork network = context.getBean(EmbeddedNetwork.class);
			assertThat(network.state()).isEqualTo(NetworkState.RUNNING);
			assertThat(network.dataServerAddress()).isEqualTo(host.address());
			MetricqNetworkHealthIndicator health = context.getBean(MetricqNetworkHealthIndicator.class);
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			try (ForeignSource source = new ForeignSource(host, "source-lab")) {
				source.declareMetrics("[\"lab.a\"]");
			}
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			context.getBean(MetricqNetworkMetrics.class).bindTo(meters);
			assertThat(meters.get("metricq.network.requests").tag("outcome", "success").functionCounter().count())
				.isEqualTo(2);
			assertThat(meters.get("metricq.network.metrics").gauge().value()).isEqualTo(1);
			assertThat(meters.get("metricq.network.database.points").gauge().value()).isZero();
			NetworkInfo info = network.info();
			assertThat(info.requests()).isEqualTo(new NetworkInfo.Requests(2, 0, 0));
			assertThat(info.database()).isNotNull();
			network.stop();
			Health stopped = health.health();
			assertThat(stopped.getStatus()).isEqualTo(Status.DOWN);
			assertThat(stopped.getDetails()).containsEntry("state", NetworkState.STOPPED);
		});
	}

	@Test
	void isToldByTheEndpoint() {
		this.embedded.withConfiguration(AutoConfigurations.of(MetricqEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=metricq")
			.run((context) -> {
				NetworkInfo network = context.getBean(MetricqEndpoint.class).metricq().network();
				assertThat(network).isNotNull();
				assertThat(network.state()).isEqualTo(NetworkState.RUNNING);
			});
	}

	@Test
	void startsThoughBeansAreLazy() {
		this.embedded
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				try (ForeignSource source = new ForeignSource(host, "source-lazy")) {
					assertThat(source.config().isEmpty()).isTrue();
				}
			});
	}

	@Test
	void backsOffForANetworkOfTheApplication() {
		this.embedded.run((first) -> this.embedded
			.withBean("own", EmbeddedNetwork.class, () -> first.getBean(EmbeddedNetwork.class))
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedNetwork.class).hasBean("own")));
	}

	@Test
	void turnsPropertiesIntoConfigurations() {
		this.embedded
			.withPropertyValues("metricq.network.configs.source-lab.interval=0.5",
					"metricq.network.configs.source-lab.unit=W", "metricq.network.configs.source-lab.quoted=\"12\"",
					"metricq.network.configs.source-lab.on=true", "metricq.network.configs.source-lab.list[0]=a",
					"metricq.network.configs.source-lab.list[1]=b", "metricq.network.configs.source-lab.none=",
					"metricq.network.configs.source-lab.time=12:30",
					"metricq.network.configs.db-lab.x-metricq.data-queue-type=quorum",
					"metricq.network.configs.[sink.a]={\"metrics\": [1, {}]}")
			.run((context) -> {
				EmbeddedNetwork network = context.getBean(EmbeddedNetwork.class);
				ObjectNode source = network.configuration("source-lab");
				assertThat(source.get("interval").isNumber()).isTrue();
				assertThat(source.get("on").booleanValue()).isTrue();
				assertThat(source.get("quoted").stringValue()).isEqualTo("12");
				assertThat(source.get("unit").stringValue()).isEqualTo("W");
				assertThat(source.get("time").stringValue()).isEqualTo("12:30");
				assertThat(source.get("none").stringValue()).isEmpty();
				assertThat(source.get("list").toString()).isEqualTo("[\"a\",\"b\"]");
				assertThat(network.configuration("db-lab").at("/x-metricq/data-queue-type").stringValue())
					.isEqualTo("quorum");
				assertThat(network.configuration("sink.a").get("metrics").toString()).isEqualTo("[1,{}]");
			});
	}

	@Test
	void keepsRevisionsOfConfigurationsThatDoNotChange() throws Exception {
		Path file = Files.writeString(this.folder.resolve("network.json"),
				"{\"configs\": {\"source-lab\": {\"a\": 1, \"_rev\": \"7-x\"}, \"sink-lab\": {\"a\": 1}}}");
		this.embedded
			.withPropertyValues("metricq.network.file=" + file, "metricq.network.configs.source-lab.a=1",
					"metricq.network.configs.sink-lab.a=2")
			.run((context) -> {
				EmbeddedNetwork network = context.getBean(EmbeddedNetwork.class);
				assertThat(network.configuration("source-lab").get("_rev").asString()).isEqualTo("7-x");
				assertThat(network.configuration("sink-lab").get("_rev").asString()).startsWith("2-");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			data-server-address | http://broker
			data-server-address | amqp://guest:secret@broker/
			max-metrics | 0
			config-timeout | 0s
			database.token | ' '
			database.max-points | -1
			database.max-metrics | 0
			configs.source-lab | 12
			""")
	void namesThePropertyThatIsWrong(String name, String value) {
		this.embedded.withPropertyValues("metricq.network." + name + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("metricq.network." + name);
					assertThat(ex.getReason()).isNotBlank();
					assertThat(String.valueOf(ex.getValue())).doesNotContain("secret");
				}));
	}

	@Test
	void explainsABrokenFile() throws Exception {
		Path file = Files.writeString(this.folder.resolve("network.json"), "{");
		this.embedded.withPropertyValues("metricq.network.file=" + file).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).hasStackTraceContaining(NetworkFileException.class.getName());
			FailureAnalysis analysis = new NetworkFileFailureAnalyzer().analyze(failure);
			assertThat(analysis.getDescription()).contains(file.toString());
			assertThat(analysis.getAction()).contains("metricq.network.file");
		});
	}

	@Test
	void explainsAnotherManagerIfItMustServe() {
		this.embedded
			.run((first) -> this.embedded.withPropertyValues("metricq.network.fail-fast=true").run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).hasStackTraceContaining(OtherManagerException.class.getName());
				assertThat(new OtherManagerFailureAnalyzer().analyze(failure).getAction())
					.contains("metricq.network.embedded=false");
			}));
	}

	@Test
	void isHealthyWhileItStandsBy() {
		this.embedded.run((first) -> this.embedded.run((context) -> {
			Health health = context.getBean(MetricqNetworkHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("state", NetworkState.STANDBY);
		}));
	}

	@Test
	void registersHints() {
		RuntimeHints hints = new RuntimeHints();
		new MetricqRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(NetworkInfo.Database.class, "pointCount"))
			.accepts(hints);
	}

}
