package io.github.polywire.rabibridge.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.rabibridge.FunctionKey;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The queues and bindings that RabiBridge's server left on a broker.
 */
class TopologyVectorTests {

	private final JsonNode broker = Vectors.readDocument("broker-state");

	@TestFactory
	Stream<DynamicTest> queueIsNamedBoundAndDeclaredAsPythonDoes() {
		return this.broker.get("bindings").valueStream().map((binding) -> {
			String routingKey = binding.get("routing_key").asString();
			return DynamicTest.dynamicTest(routingKey, () -> {
				String[] parts = routingKey.split("_", 2);
				FunctionKey function = parts[0].equals("async") ? FunctionKey.async(parts[1])
						: FunctionKey.sync(parts[1]);
				Map<String, Object> arguments = queueArguments(binding.get("destination_name").asString());

				assertThat(binding.get("source_name").asString()).isEqualTo(RpcTopology.EXCHANGE);
				assertThat(RpcTopology.routingKey(function)).isEqualTo(routingKey);
				assertThat(RpcTopology.queue(function)).isEqualTo(binding.get("destination_name").asString());
				Long timeout = (Long) arguments.get("x-message-ttl");
				Long queueSize = (Long) arguments.get("x-max-length");
				Map<String, Object> ours = RpcTopology.queueArguments((queueSize != null) ? queueSize.intValue() : null,
						(timeout != null) ? Duration.ofMillis(timeout) : null);
				ours.replaceAll(
						(name, value) -> (value instanceof Number number) ? (Object) number.longValue() : value);
				assertThat(ours).isEqualTo(arguments);
			});
		});
	}

	@Test
	void replyQueueIsNamedAsPythonNamesIt() {
		assertThat(RpcTopology.newReplyQueue()).matches("amq_[0-9a-f]{32}").isNotEqualTo(RpcTopology.newReplyQueue());
	}

	private Map<String, Object> queueArguments(String queue) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		this.broker.get("queues")
			.valueStream()
			.filter((each) -> each.get("name").asString().equals(queue))
			.flatMap((each) -> each.get("arguments").valueStream())
			.forEach((argument) -> arguments.put(argument.get(0).asString(),
					argument.get(2).isNumber() ? (Object) argument.get(2).asLong() : argument.get(2).asString()));
		return arguments;
	}

}
