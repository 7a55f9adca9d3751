package io.github.polywire.dxlstreaming.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.wire.StreamPaths;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests as a streaming service does.
 */
final class FakeServiceHandler implements HttpHandler {

	private static final String CONSUMERS = StreamPaths.DEFAULT_CONSUMER_PREFIX + "/consumers";

	private static final String PRODUCE = StreamPaths.DEFAULT_PRODUCER_PREFIX + "/produce";

	private static final String LAG = "/v1/consumers/consumergroup/topic-wise-lag/";

	private static final String COOKIE = "AWSALB";

	private final JsonMapper mapper = new JsonMapper();

	private final FakeStreams streams;

	private final FakeTokens tokens;

	private final Function<String, @Nullable Integer> failures;

	FakeServiceHandler(FakeStreams streams, FakeTokens tokens, Function<String, @Nullable Integer> failures) {
		this.streams = streams;
		this.tokens = tokens;
		this.failures = failures;
	}

	@Override
	public void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			Answer answer;
			try {
				answer = answer(exchange, body);
			}
			catch (JacksonException | IllegalArgumentException ex) {
				answer = Answer.text(400, String.valueOf(ex.getMessage()));
			}
			byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", answer.type());
			exchange.sendResponseHeaders(answer.status(), (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
		}
	}

	private Answer answer(HttpExchange exchange, byte[] body) {
		String path = exchange.getRequestURI().getPath();
		Integer failure = this.failures.apply(exchange.getRequestMethod() + " " + path);
		if (failure != null) {
			return Answer.text(failure, "injected");
		}
		if (path.equals(StreamPaths.LOGIN)) {
			return login(exchange);
		}
		String authorization = exchange.getRequestHeaders().getFirst("Authorization");
		if (authorization == null || !authorization.startsWith("Bearer ")
				|| !this.tokens.isValid(authorization.substring("Bearer ".length()))) {
			return Answer.text(403, "Invalid token");
		}
		if (path.equals(PRODUCE)) {
			return produce(exchange, body);
		}
		if (path.startsWith(LAG)) {
			return json(this.streams.lags(path.substring(LAG.length())));
		}
		if (path.equals(CONSUMERS)) {
			return create(exchange, body);
		}
		return path.startsWith(CONSUMERS + "/") ? consumer(exchange, path.substring(CONSUMERS.length() + 1), body)
				: Answer.text(404, "Route (" + path + ") not found");
	}

	private Answer login(HttpExchange exchange) {
		String expected = "Basic " + Base64.getEncoder()
			.encodeToString((DxlStreamTestServer.USERNAME + ":" + DxlStreamTestServer.PASSWORD)
				.getBytes(StandardCharsets.UTF_8));
		return expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
				? json(Map.of("AuthorizationToken", this.tokens.create())) : Answer.text(403, "Invalid user");
	}

	private Answer produce(HttpExchange exchange, byte[] body) {
		if (!StreamPaths.RECORDS_MEDIA_TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
			return Answer.text(415, "Unsupported media type");
		}
		for (JsonNode record : this.mapper.readTree(body).path("records")) {
			Map<String, String> headers = new LinkedHashMap<>();
			record.path("message")
				.path("headers")
				.properties()
				.forEach((header) -> headers.put(header.getKey(), header.getValue().asString()));
			this.streams.append(record.path("routingData").path("topic").asString(),
					record.path("routingData").path("shardingKey").asString(""), headers,
					record.path("message").path("payload").asString());
		}
		return Answer.text(200, "");
	}

	private Answer create(HttpExchange exchange, byte[] body) {
		JsonNode request = this.mapper.readTree(body);
		Map<String, String> configs = new LinkedHashMap<>();
		request.path("configs")
			.properties()
			.forEach((config) -> configs.put(config.getKey(), config.getValue().asString()));
		FakeConsumer consumer = this.streams.create(request.path("consumerGroup").asString(), configs);
		exchange.getResponseHeaders().set("Set-Cookie", COOKIE + "=" + consumer.cookie());
		return json(Map.of("consumerInstanceId", consumer.id()));
	}

	private Answer consumer(HttpExchange exchange, String path, byte[] body) {
		String[] parts = path.split("/");
		FakeConsumer consumer = this.streams.consumer(parts[0]);
		if (consumer == null) {
			return Answer.text(404, "Unknown consumer");
		}
		if (!(COOKIE + "=" + consumer.cookie()).equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
			return Answer.text(403, "Invalid cookie");
		}
		String operation = exchange.getRequestMethod() + " " + ((parts.length > 1) ? parts[1] : "");
		switch (operation) {
			case "DELETE " -> this.streams.remove(consumer);
			case "POST subscription" -> {
				this.streams.subscribe(consumer, topics(body));
				return Answer.text(200, "Subscribed");
			}
			case "GET subscription" -> {
				return json(consumer.topics());
			}
			case "GET records" -> {
				return records(this.streams.poll(consumer));
			}
			case "POST offsets" -> commit(consumer, body);
			case "POST updateFilter" -> {
				return Answer.text(204, "");
			}
			default -> {
				return Answer.text(405, "Not allowed");
			}
		}
		return Answer.text(204, "");
	}

	private List<String> topics(byte[] body) {
		List<String> topics = new ArrayList<>();
		this.mapper.readTree(body).path("topics").forEach((topic) -> topics.add(topic.asString()));
		return topics;
	}

	private void commit(FakeConsumer consumer, byte[] body) {
		for (JsonNode offset : this.mapper.readTree(body).path("offsets")) {
			this.streams.commit(consumer, offset.path("topic").asString(), offset.path("partition").asInt(),
					offset.path("offset").asLong());
		}
	}

	private Answer records(List<DxlRawRecord> records) {
		List<Map<String, Object>> all = new ArrayList<>();
		for (DxlRawRecord record : records) {
			Map<String, @Nullable Object> routing = new LinkedHashMap<>();
			routing.put("topic", record.topic());
			routing.put("shardingKey", record.shardingKey());
			Map<String, @Nullable Object> message = new LinkedHashMap<>();
			message.put("headers", record.headers());
			message.put("payload", record.payload());
			all.add(Map.of("routingData", routing, "message", message, "partition", record.partition(), "offset",
					record.offset()));
		}
		return json(Map.of("records", all));
	}

	private Answer json(Object value) {
		return new Answer(200, "application/json", this.mapper.writeValueAsString(value));
	}

	private record Answer(int status, String type, String body) {

		private static Answer text(int status, String body) {
			return new Answer(status, "text/plain; charset=utf-8", body);
		}

	}

}
