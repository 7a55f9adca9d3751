package io.github.polywire.databus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client as simple as can be: it sends what it is told, and knows its token.
 */
final class Peer {

	static final String CONSUMERS = "/databus/consumer-service/v1/consumers";

	static final String PRODUCE = "/databus/cloudproxy/v1/produce";

	static final String RECORDS_TYPE = "application/vnd.dxl.intel.records.v1+json";

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final LocalDatabus databus;

	private @Nullable String token;

	Peer(LocalDatabus databus) {
		this.databus = databus;
	}

	static String basic(String name, String secret) {
		return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
	}

	Peer login() throws Exception {
		HttpResponse<String> response = send("GET", "/identity/v1/login", "", "Authorization",
				basic(this.databus.username(), this.databus.password()));
		assertThat(response.statusCode()).isEqualTo(200);
		this.token = json(response).path("AuthorizationToken").asString();
		return this;
	}

	String token() {
		return String.valueOf(this.token);
	}

	/**
	 * Sends a request as it is.
	 * @param method the method
	 * @param path the path and query
	 * @param body the body, empty for none
	 * @param headers names and values
	 * @return the response
	 * @throws IOException if it breaks
	 */
	HttpResponse<String> send(String method, String path, String body, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.databus.url() + path))
			.timeout(Duration.ofSeconds(60))
			.method(method,
					body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Sends a request with the token.
	 * @param method the method
	 * @param path the path and query
	 * @param body the body, empty for none
	 * @param headers names and values
	 * @return the response
	 * @throws IOException if it breaks
	 */
	HttpResponse<String> call(String method, String path, String body, String... headers)
			throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of(headers));
		all.addAll(List.of("Authorization", "Bearer " + this.token));
		return send(method, path, body, all.toArray(String[]::new));
	}

	void produce(String topic, String key, String... payloads) throws Exception {
		HttpResponse<String> response = call("POST", PRODUCE, records(topic, key, "{}", payloads), "Content-Type",
				RECORDS_TYPE);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	static String records(String topic, String key, String headers, String... payloads) {
		List<String> records = new ArrayList<>();
		for (String payload : payloads) {
			records.add("""
					{"routingData": {"topic": "%s", "shardingKey": "%s"}, \
					"message": {"headers": %s, "payload": "%s"}}""".formatted(topic, key, headers,
					Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8))));
		}
		return "{\"records\": [" + String.join(", ", records) + "]}";
	}

	Consumer create(String group, String configs) throws Exception {
		HttpResponse<String> response = call("POST", CONSUMERS,
				"{\"consumerGroup\": \"" + group + "\", \"configs\": {" + configs + "}}");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
		assertThat(cookie).matches("AWSALB=[0-9A-Z]+");
		return new Consumer(json(response).path("consumerInstanceId").asString(), cookie);
	}

	Consumer subscribe(String group, String configs, String... topics) throws Exception {
		Consumer consumer = create(group, configs);
		assertThat(consumer.subscribe(topics).statusCode()).isEqualTo(200);
		return consumer;
	}

	static List<String> payloads(List<JsonNode> records) {
		return records.stream()
			.map((record) -> new String(Base64.getDecoder().decode(record.at("/message/payload").asString()),
					StandardCharsets.UTF_8))
			.toList();
	}

	static JsonNode json(HttpResponse<String> response) {
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * A consumer instance of this peer.
	 */
	final class Consumer {

		private final String path;

		private final String cookie;

		private Consumer(String id, String cookie) {
			this.path = CONSUMERS + "/" + id;
			this.cookie = cookie;
		}

		String path() {
			return this.path;
		}

		String cookie() {
			return this.cookie;
		}

		HttpResponse<String> call(String method, String resource, String body) throws Exception {
			return Peer.this.call(method, this.path + resource, body, "Cookie", this.cookie);
		}

		HttpResponse<String> subscribe(String... topics) throws Exception {
			return call("POST", "/subscription", "{\"topics\": [\"" + String.join("\", \"", topics) + "\"]}");
		}

		List<JsonNode> poll() throws Exception {
			return poll("");
		}

		List<JsonNode> poll(String query) throws Exception {
			HttpResponse<String> response = call("GET", "/records" + query, "");
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			return json(response).path("records").valueStream().toList();
		}

		/**
		 * Polls until there are enough records.
		 * @param count how many
		 * @return the records
		 * @throws Exception if it fails
		 */
		List<JsonNode> poll(int count) throws Exception {
			List<JsonNode> records = new ArrayList<>();
			long begun = System.nanoTime();
			while (records.size() < count) {
				assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("have " + records.size())
					.isLessThan(Duration.ofSeconds(30));
				records.addAll(poll());
			}
			return records;
		}

		HttpResponse<String> commit(List<JsonNode> records) throws Exception {
			List<String> offsets = records.stream()
				.map((record) -> "{\"topic\": %s, \"partition\": %s, \"offset\": %s}"
					.formatted(record.at("/routingData/topic"), record.path("partition"), record.path("offset")))
				.toList();
			return call("POST", "/offsets", "{\"offsets\": [" + String.join(", ", offsets) + "]}");
		}

		HttpResponse<String> delete() throws Exception {
			return call("DELETE", "", "");
		}

	}

}
