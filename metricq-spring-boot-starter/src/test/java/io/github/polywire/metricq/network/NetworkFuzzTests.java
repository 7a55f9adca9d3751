package io.github.polywire.metricq.network;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.VirtualHost;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that nobody thought of: each gets one answer, and none is a failure of the
 * manager itself.
 */
class NetworkFuzzTests {

	private static VirtualHost host;

	private static EmbeddedNetwork network;

	private static ForeignClient client;

	@BeforeContainer
	static void start() {
		host = VirtualHost.create(LocalRabbit.shared());
		network = new Networks().maxMetrics(50).start(host);
		client = new ForeignClient(host, "client-lab");
	}

	@AfterContainer
	static void stop() {
		client.close();
		network.stop();
		host.close();
	}

	@Property(tries = 300)
	void answersRequestsOfAnyKind(@ForAll("requests") String request) {
		JsonNode answer = ask(request.getBytes(StandardCharsets.UTF_8));
		assertThat(answer.path("error").asString("")).doesNotContain("the manager failed");
	}

	@Property(tries = 200)
	void answersBytesOfAnyKind(@ForAll @Size(max = 100) byte[] body) {
		assertThat(ask(body).path("error").asString("")).isNotEmpty().doesNotContain("the manager failed");
	}

	@Property(tries = 200)
	void survivesPropertiesOfAnyKind(@ForAll @StringLength(max = 60) String appId,
			@ForAll @StringLength(max = 60) String correlationId, @ForAll @StringLength(max = 60) String replyTo,
			@ForAll @StringLength(max = 60) String type, @ForAll("requests") String request) {
		BasicProperties properties = new BasicProperties.Builder().appId(appId)
			.correlationId(correlationId)
			.replyTo(replyTo)
			.type(type)
			.contentType(type)
			.contentEncoding(type)
			.headers(Map.of("any", List.of(type, 1)))
			.build();
		client.publish("metricq.management", "fuzz", properties, request.getBytes(StandardCharsets.UTF_8));
		// Served after it.
		JsonNode answer = ask("{\"function\": \"get_metrics\", \"limit\": 1}".getBytes(StandardCharsets.UTF_8));
		assertThat(answer.has("metrics")).isTrue();
	}

	private static JsonNode ask(byte[] body) {
		Delivery answer = client.call("fuzz", body);
		assertThat(network.state()).isEqualTo(NetworkState.RUNNING);
		return Vectors.MAPPER.readTree(answer.getBody());
	}

	@Provide
	static Arbitrary<String> requests() {
		Arbitrary<String> functions = Arbitraries.of("source.register", "source.declare_metrics", "source.metrics_list",
				"sink.register", "sink.subscribe", "unsubscribe", "sink.release", "get_metrics",
				"history.get_metric_list", "history.register", "db.register", "db.subscribe", "transformer.register",
				"transformer.subscribe", "nothing");
		Arbitrary<String> names = Arbitraries.of("metrics", "dataQueue", "expires", "metadata", "end", "format",
				"selector", "prefix", "infix", "limit", "hidden", "historic", "from_token");
		Arbitrary<String> values = Arbitraries.of("null", "true", "0", "-1", "1e400", "NaN", "\"\"", "\"lab.a\"", "[]",
				"{}", "[null]", "[[]]", "{\"name\": 1}", "[{\"name\": \"a\", \"input\": 2}]", "{\"a\": null}",
				"{\"\": {}}", "\"\\u0000\"", "\"#\"", "[\"*.#\"]", "\"management\"", "[\"a\"]");
		Arbitrary<String> arguments = Combinators.combine(names, values)
			.as((name, value) -> ", \"" + name + "\": " + value);
		return Combinators.combine(functions, arguments.list().ofMaxSize(5))
			.as((function, list) -> "{\"function\": \"" + function + "\"" + String.join("", list) + "}");
	}

}
