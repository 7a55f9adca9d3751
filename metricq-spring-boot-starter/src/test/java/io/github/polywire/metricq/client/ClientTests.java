package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientTests {

	private TestManager manager;

	private Agent agent;

	private ClientTemplate client;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(LocalRabbit.shared());
		this.manager.metadata().put("lab.a", Agents.CODEC.jsonMapper().readTree("""
				{"unit": "W", "rate": 10.0, "historic": true, "source": "source-lab", "_id": "lab.a", "chunkSize": null}
				"""));
		this.manager.metadata().put("lab.b", Agents.CODEC.jsonMapper().readTree("null"));
		this.agent = Agents.agent(LocalRabbit.shared(), MetricqRole.CLIENT, MetricqNames.uniqueToken("client-test"));
		this.client = new ClientTemplate(this.agent);
	}

	@AfterEach
	void stop() {
		this.agent.stop();
		this.manager.close();
	}

	@Test
	void findsMetricsWithTheirMetadata() {
		Map<String, MetricMetadata> metrics = this.client.getMetrics(MetricQuery.matching("^lab\\."));
		assertThat(metrics).containsOnlyKeys("lab.a", "lab.b");
		MetricMetadata metadata = metrics.get("lab.a");
		assertThat(metadata.unit()).isEqualTo("W");
		assertThat(metadata.rate()).isEqualTo(10);
		assertThat(metadata.historic()).isTrue();
		assertThat(metadata.source()).isEqualTo("source-lab");
		assertThat(metadata.chunkSize()).isNull();
		assertThat(metadata.values()).containsEntry("_id", "lab.a");
		assertThat(metrics.get("lab.b").values()).isEmpty();
	}

	@Test
	void findsNames() {
		assertThat(this.client.getMetrics("lab.a")).containsExactly("lab.a");
	}

	@Test
	void asksWithAllArguments() {
		this.client.getMetrics(MetricQuery.named(List.of("lab.a"))
			.historic(true)
			.hidden(false)
			.limit(3)
			.prefix("lab")
			.infix("a")
			.timeout(Duration.ofSeconds(20)));
		JsonNode arguments = this.manager.requests("get_metrics").get(0).arguments();
		assertThat(arguments).isEqualTo(Agents.CODEC.jsonMapper().readTree("""
				{"format": "object", "selector": ["lab.a"], "historic": true, "hidden": false, "limit": 3,
				 "prefix": "lab", "infix": "a"}
				"""));
	}

	@Test
	void callsAnyFunction() {
		this.manager.on("echo", (request) -> request.arguments().deepCopy().asObject());
		assertThat(this.client.rpc("echo", Map.of("list", List.of(1, 2)))).isEqualTo(Map.of("list", List.of(1, 2)));
		assertThatExceptionOfType(MetricqRpcException.class).isThrownBy(() -> this.client.rpc("unknown", Map.of()))
			.satisfies((ex) -> assertThat(ex.getSuppressed()[0].getStackTrace())
				.anyMatch((frame) -> frame.getClassName().equals(ClientTests.class.getName())));
	}

}
