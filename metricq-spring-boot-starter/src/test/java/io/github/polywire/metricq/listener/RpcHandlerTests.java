package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.annotation.MetricqRpc;
import io.github.polywire.metricq.connection.Agents;
import io.github.polywire.metricq.wire.RpcCodec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcHandlerTests {

	private final List<String> calls = new ArrayList<>();

	@Test
	void bindsAllArgumentsToOneParameter() throws Exception {
		RpcHandlerRegistry registry = registry(new Handlers());
		assertThat(registry.handle(request("all.record", "{\"interval\": 0.1, \"other\": 1}"))).isEqualTo("0.1");
		assertThat(registry.handle(request("all.map", "{\"a\": 1}"))).isEqualTo(Map.of("a", 1));
		assertThat(registry.handle(request("all.json", "{\"a\": 1}"))).hasToString("{\"a\":1}");
		assertThat(registry.handle(request("all.request", "{}"))).isEqualTo("manager");
	}

	@Test
	void bindsArgumentsByName() throws Exception {
		RpcHandlerRegistry registry = registry(new Handlers());
		assertThat(registry.handle(request("named", "{\"name\": \"x\", \"count\": 2}"))).isEqualTo("x 2 null");
		assertThat(registry.handle(request("list", "{\"names\": [\"a\", \"b\"]}"))).isEqualTo(List.of("a", "b"));
		assertThatIllegalArgumentException().isThrownBy(() -> registry.handle(request("named", "{\"name\": \"x\"}")))
			.withMessageContaining("'count'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> registry.handle(request("named", "{\"name\": \"x\", \"count\": \"many\"}")))
			.withMessageContaining("'count'");
	}

	@Test
	void answersWithWhatComesLater() throws Exception {
		assertThat(registry(new Handlers()).handle(request("later", "{}"))).isEqualTo(Map.of("a", 1));
	}

	@Test
	void callsHandlersInOrderAndAnswersWithTheLast() throws Exception {
		RpcHandlerRegistry registry = registry(new Derived(), new First());
		assertThat(registry.handle(request("config", "{}"))).isEqualTo("derived");
		assertThat(this.calls).containsExactly("first", "base", "derived");
	}

	@Test
	void answersOnlyForItsRoles() {
		RpcHandlerRegistry registry = registry(new Handlers());
		assertThat(registry.handles(request("source.only", "{}"))).isFalse();
		assertThat(registry.handles(new MetricqRpcRequest(MetricqRole.SOURCE, "source-lab", "source.only", null,
				Agents.CODEC.jsonMapper().createObjectNode())))
			.isTrue();
		assertThat(registry.handles(request("unknown", "{}"))).isFalse();
	}

	private static MetricqRpcRequest request(String function, String json) {
		return new MetricqRpcRequest(MetricqRole.SINK, "sink-lab", function, "manager",
				Agents.CODEC.jsonMapper().readTree(json));
	}

	private static RpcHandlerRegistry registry(Object... beans) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(RpcHandlerRegistry.class, RpcHandlerRegistry::new);
			context.registerBean(RpcCodec.class, () -> Agents.CODEC);
			context.addBeanFactoryPostProcessor((factory) -> factory
				.addBeanPostProcessor(factory.getBean("processor", MetricqAnnotationBeanPostProcessor.class)));
			context.registerBean("processor", MetricqAnnotationBeanPostProcessor.class,
					() -> new MetricqAnnotationBeanPostProcessor(context.getDefaultListableBeanFactory(),
							context.getBeanProvider(MetricqListenerRegistry.class),
							context.getBeanProvider(MetricqTransformerRegistry.class),
							context.getBeanProvider(MetricTaskRegistry.class),
							context.getBeanProvider(RpcHandlerRegistry.class),
							context.getBeanProvider(RpcCodec.class)));
			for (int i = 0; i < beans.length; i++) {
				Object bean = beans[i];
				context.registerBean("bean" + i, Object.class, () -> bean);
			}
			context.refresh();
			return context.getBean(RpcHandlerRegistry.class);
		}
	}

	record Config(double interval) {
	}

	static class Handlers {

		@MetricqRpc("all.record")
		String record(Config config) {
			return String.valueOf(config.interval());
		}

		@MetricqRpc("all.map")
		Map<String, Object> map(Map<String, Object> arguments) {
			return arguments;
		}

		@MetricqRpc("all.json")
		JsonNode json(JsonNode arguments) {
			return arguments;
		}

		@MetricqRpc("all.request")
		String request(MetricqRpcRequest request) {
			return String.valueOf(request.fromToken());
		}

		@MetricqRpc("named")
		String named(String name, int count, Optional<String> missing) {
			return name + " " + count + " " + missing.orElse(null);
		}

		@MetricqRpc("list")
		List<String> list(List<String> names) {
			return names;
		}

		@MetricqRpc("later")
		CompletableFuture<Map<String, Integer>> later() {
			return CompletableFuture.completedFuture(Map.of("a", 1));
		}

		@MetricqRpc(value = "source.only", roles = MetricqRole.SOURCE)
		void sourceOnly() {
		}

	}

	@Order(1)
	class First {

		@MetricqRpc("config")
		String configureFirst() {
			RpcHandlerTests.this.calls.add("first");
			return "first";
		}

	}

	class Base {

		@MetricqRpc("config")
		String configureBase() {
			RpcHandlerTests.this.calls.add("base");
			return "base";
		}

	}

	class Derived extends Base {

		@MetricqRpc("config")
		String configure() {
			RpcHandlerTests.this.calls.add("derived");
			return "derived";
		}

	}

}
