package io.github.polywire.showcase;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the showcase answers over HTTP.
 *
 * @param status the status
 * @param contentType the type of the body
 * @param body the body
 */
public record HttpAnswer(int status, String contentType, String body) {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	public static HttpAnswer get(String url) throws IOException, InterruptedException {
		return of(CLIENT.send(request(url).build(), HttpResponse.BodyHandlers.ofString()));
	}

	static HttpAnswer get(String url, Map<String, String> parameters) throws IOException, InterruptedException {
		return get(url + "?"
				+ parameters.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
					.collect(Collectors.joining("&")));
	}

	static HttpAnswer post(String url, String json) {
		return postAsync(url, json).join();
	}

	static CompletableFuture<HttpAnswer> postAsync(String url, String json) {
		HttpRequest request = request(url).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build();
		return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpAnswer::of);
	}

	private static HttpRequest.Builder request(String url) {
		return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
	}

	private static HttpAnswer of(HttpResponse<String> response) {
		return new HttpAnswer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
				response.body());
	}

	public JsonNode json() {
		return JsonMapper.shared().readTree(this.body);
	}

	void assertResult(String json) {
		assertThat(this.body).isEqualTo("{\"result\":" + json + "}");
		assertThat(this.status).isEqualTo(200);
		assertThat(this.contentType).isEqualTo("application/json");
	}

	public void assertProblem(int status, String detail) {
		assertThat(this.body).doesNotContain("\\tat ", "stackTrace");
		assertThat(this.status).as(this.body).isEqualTo(status);
		assertThat(this.contentType).isEqualTo("application/problem+json");
		assertThat(json().path("status").asInt()).isEqualTo(status);
		assertThat(json().path("detail").asString()).isEqualTo(detail);
	}

}
