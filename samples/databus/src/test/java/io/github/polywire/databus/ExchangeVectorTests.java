package io.github.polywire.databus;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the requests that the original client sent to the original's fake service, with
 * the databus' own tokens, identifiers and cookies in place of the recorded ones, and
 * compares the answers.
 */
class ExchangeVectorTests {

	private static final Pattern CONSUMER = Pattern.compile("/consumers/(\\w+)");

	private static final LocalDatabus DATABUS = LocalDatabus.builder()
		.property("databus.groups", "sample_consumer_group")
		.property("databus.client.id", "cid")
		.property("databus.client.secret", "csec")
		.start();

	// Recorded to real.
	private final Map<String, String> names = new HashMap<>();

	private final Peer peer = new Peer(DATABUS);

	@AfterAll
	static void close() {
		DATABUS.close();
	}

	@BeforeEach
	void login() throws Exception {
		this.peer.login();
	}

	@Test
	void basicExchanges() throws Exception {
		List<JsonNode> exchanges = exchanges("basic", "basic").toList();
		assertThat(exchanges).hasSize(13);
		for (JsonNode exchange : exchanges) {
			// The fake service makes records up, of which the databus has none to commit.
			if (!exchange.at("/request/line").asString().contains("/offsets")) {
				replay(exchange);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "bad-password", "unknown-group", "invalid-cookie", "delete-unknown", "503", "destroy",
			"path-prefix" })
	void errorExchanges(String scenario) throws Exception {
		List<JsonNode> exchanges = exchanges("errors", scenario).toList();
		assertThat(exchanges).isNotEmpty();
		for (JsonNode exchange : exchanges) {
			replay(exchange);
		}
	}

	@Test
	void unknownTokenIsRefused() throws Exception {
		JsonNode refused = exchanges("errors", "token-expired").filter((exchange) -> status(exchange) == 403)
			.findFirst()
			.orElseThrow();
		replay(refused);
	}

	@Test
	void clientCredentialsAreTaken() throws Exception {
		// The fake service has no such route: only the request is the original's.
		JsonNode exchange = exchanges("errors", "client-credentials").findFirst().orElseThrow();
		HttpResponse<String> response = send(exchange.path("request"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(Peer.json(response).path("access_token").asString()).isNotBlank();
	}

	private void replay(JsonNode exchange) throws Exception {
		JsonNode request = exchange.path("request");
		JsonNode recorded = exchange.path("response");
		prepareConsumer(request);
		if (status(exchange) != 403) {
			prepareToken(request);
		}
		if (status(exchange) == 503) {
			DATABUS.faults().unavailableNext(1);
		}
		HttpResponse<String> response = send(request);
		assertThat(response.statusCode()).as(request.path("line").asString() + ": " + response.body())
			.isEqualTo(status(exchange));
		header(recorded, "WWW-Authenticate").ifPresent(
				(challenge) -> assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue(challenge));
		if (response.statusCode() == 403 || response.statusCode() == 400) {
			assertThat(response.body()).isEqualTo(recorded.path("body").asString());
		}
		if (header(recorded, "Content-Type").orElse("").equals("application/json")) {
			remember(recorded, response);
		}
	}

	private void remember(JsonNode recorded, HttpResponse<String> response) {
		JsonNode was = JsonMapper.shared().readTree(recorded.path("body").asString());
		JsonNode is = Peer.json(response);
		assertThat(is.propertyNames()).containsExactlyElementsOf(was.propertyNames());
		for (String name : List.of("AuthorizationToken", "consumerInstanceId")) {
			if (was.has(name)) {
				this.names.put(was.path(name).asString(), is.path(name).asString());
			}
		}
		header(recorded, "Set-Cookie")
			.ifPresent((cookie) -> this.names.put(cookie, response.headers().firstValue("Set-Cookie").orElseThrow()));
	}

	// Some were made before the recording began.
	private void prepareConsumer(JsonNode request) throws Exception {
		Matcher consumer = CONSUMER.matcher(request.path("line").asString());
		if (consumer.find() && !this.names.containsKey(consumer.group(1))) {
			Peer.Consumer real = this.peer.create("sample_consumer_group", "");
			this.names.put(consumer.group(1), real.path().substring(Peer.CONSUMERS.length() + 1));
			header(request, "Cookie").ifPresent((cookie) -> this.names.put(cookie, real.cookie()));
		}
	}

	private void prepareToken(JsonNode request) {
		header(request, "Authorization").filter((value) -> value.startsWith("Bearer "))
			.ifPresent((value) -> this.names.putIfAbsent(value.substring("Bearer ".length()), this.peer.token()));
	}

	private HttpResponse<String> send(JsonNode request) throws Exception {
		String[] line = real(request.path("line").asString()).split(" ");
		List<String> headers = new ArrayList<>();
		for (String name : List.of("Authorization", "Cookie", "Content-Type")) {
			header(request, name).ifPresent((value) -> headers.addAll(List.of(name, real(value))));
		}
		return this.peer.send(line[0], line[1], request.path("body").asString(), headers.toArray(String[]::new));
	}

	private String real(String text) {
		String real = text;
		for (Map.Entry<String, String> name : this.names.entrySet()) {
			real = real.replace(name.getKey(), name.getValue());
		}
		return real;
	}

	private static int status(JsonNode exchange) {
		return Integer.parseInt(exchange.at("/response/line").asString().split(" ")[1]);
	}

	private static Optional<String> header(JsonNode message, String name) {
		return message.path("headers")
			.valueStream()
			.filter((header) -> header.get(0).asString().equals(name))
			.map((header) -> header.get(1).asString())
			.findFirst();
	}

	private static Stream<JsonNode> exchanges(String file, String scenario) throws Exception {
		try (InputStream in = ExchangeVectorTests.class.getResourceAsStream("/vectors/dxl-http-" + file + ".json")) {
			return JsonMapper.shared()
				.readTree(in)
				.valueStream()
				.filter((exchange) -> exchange.path("scenario").asString().equals(scenario));
		}
	}

}
