package io.github.polywire.showcase;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import io.github.polywire.databus.LocalDatabus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShowcaseEvents}, by the requests of any client of the databus.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class EventsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void eventsComeBack() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			JsonNode events = get("/api/events").json();
			assertThat(events.size()).isGreaterThan(2);
			assertThat(events.get(0).at("/payload/number").asLong())
				.isEqualTo(events.get(1).at("/payload/number").asLong() + 1);
		});
	}

	@Test
	void othersGetTheEventsToo() throws Exception {
		LocalDatabus databus = LocalDatabus.shared();
		String basic = Base64.getEncoder()
			.encodeToString((databus.username() + ":" + databus.password()).getBytes(StandardCharsets.UTF_8));
		String bearer = "Bearer " + json(send("GET", "/identity/v1/login", "", "Authorization", "Basic " + basic))
			.path("AuthorizationToken")
			.asString();
		String consumers = "/databus/consumer-service/v1/consumers";
		HttpResponse<String> created = send("POST", consumers, """
				{"consumerGroup": "others", "configs": {"auto.offset.reset": "earliest"}}""", "Authorization", bearer);
		String cookie = created.headers().firstValue("Set-Cookie").orElseThrow();
		String consumer = consumers + "/" + json(created).path("consumerInstanceId").asString();
		send("POST", consumer + "/subscription", "{\"topics\": [\"showcase-events\"]}", "Authorization", bearer,
				"Cookie", cookie);
		JsonNode record = json(
				send("GET", consumer + "/records?timeout=20000", "", "Authorization", bearer, "Cookie", cookie))
			.at("/records/0");
		JsonNode event = JsonMapper.shared()
			.readTree(Base64.getDecoder().decode(record.at("/message/payload").asString()));
		assertThat(event.path("number").asLong()).isPositive();
		send("DELETE", consumer, "", "Authorization", bearer, "Cookie", cookie);
	}

	@Test
	void actuatorTellsOfTheListener() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(get("/actuator/dxlstreaming").json().at("/listeners/0/id").asString())
				.isEqualTo("showcase-events");
			assertThat(get("/actuator/health").json().at("/components").toString()).contains("showcase-events");
		});
	}

	private HttpAnswer get(String path) throws Exception {
		return HttpAnswer.get("http://localhost:" + this.port + path);
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private static HttpResponse<String> send(String method, String path, String body, String... headers)
			throws Exception {
		return CLIENT.send(HttpRequest.newBuilder(URI.create(LocalDatabus.shared().url() + path))
			.timeout(PATIENCE)
			.headers(headers)
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

}
