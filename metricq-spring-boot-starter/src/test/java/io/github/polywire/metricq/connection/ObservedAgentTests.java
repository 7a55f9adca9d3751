package io.github.polywire.metricq.connection;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.MetricqNames;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ObservedAgentTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	@Test
	void observesWhatItAsksAndAnswers() throws Exception {
		RpcRequestHandler handler = new RpcRequestHandler() {

			@Override
			public boolean handles(MetricqRpcRequest request) {
				return true;
			}

			@Override
			public Object handle(MetricqRpcRequest request) {
				return null;
			}

		};
		Agent agent = new Agent(Agents.settings(MetricqRole.SINK, MetricqNames.uniqueToken("sink-test")),
				Agents.access(LocalRabbit.shared()), Agents.CODEC, handler, Executors.newCachedThreadPool(),
				new AgentObservations(this.observations, null, null), (stopped, cause) -> {
				});
		try (TestManager manager = new TestManager(LocalRabbit.shared())) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> agent.rpc("unknown", Map.of(), null).get(20, TimeUnit.SECONDS));
			manager.push(agent.token(), "1", MetricqNames.rpcQueue(agent.token()), "{\"function\": \"config\"}");
			await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
				.hasAnObservation((observation) -> observation.hasNameEqualTo("metricq.request")
					.hasLowCardinalityKeyValue("function", "unknown")
					.hasLowCardinalityKeyValue("role", "sink")
					.hasLowCardinalityKeyValue("outcome", "remote_error"))
				.hasAnObservation((observation) -> observation.hasNameEqualTo("metricq.handler")
					.hasLowCardinalityKeyValue("function", "config")
					.hasLowCardinalityKeyValue("outcome", "success")));
		}
		finally {
			agent.stop();
		}
	}

}
