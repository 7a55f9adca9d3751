package io.github.polywire.benchmarks.dxlstreaming;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * The requests as one would write them on {@code java.net.http} and Jackson.
 */
final class HandClient {

	static final JsonMapper MAPPER = new JsonMapper();

	private static final String RECORDS = "application/vnd.dxl.intel.records.v1+json";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final String url;

	private final String token;

	HandClient(String url, String username, String password) throws IOException, InterruptedException {
		this.url = url;
		String basic = Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
		HttpRequest login = HttpRequest.newBuilder(URI.create(url + "/identity/v1/login"))
			.header("Authorization", "Basic " + basic)
			.build();
		this.token = MAPPER.readTree(this.client.send(login, HttpResponse.BodyHandlers.ofByteArray()).body())
			.path("AuthorizationToken")
			.asString();
	}

	HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.url + path))
			.timeout(TIMEOUT)
			.header("Authorization", "Bearer " + this.token)
			.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		HttpResponse<byte[]> response = this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
		Assert.state(response.statusCode() / 100 == 2, () -> method + " " + path + ": " + response.statusCode());
		return response;
	}

	void produce(String topic, List<Event> events) throws IOException, InterruptedException {
		List<?> records = events.stream()
			.map((event) -> Map.of("routingData", Map.of("topic", topic, "shardingKey", "key"), "message",
					Map.of("headers", Map.of(), "payload", MAPPER.writeValueAsBytes(event))))
			.toList();
		send("POST", "/databus/cloudproxy/v1/produce", MAPPER.writeValueAsBytes(Map.of("records", records)),
				"Content-Type", RECORDS);
	}

}
