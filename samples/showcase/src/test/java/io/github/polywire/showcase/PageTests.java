package io.github.polywire.showcase;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page and what it reads.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class PageTests {

	@LocalServerPort
	private int port;

	@Test
	void pageHasAllItNeeds() throws Exception {
		HttpAnswer page = get("/");
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.contentType()).startsWith("text/html");
		assertThat(page.body()).contains("showcase.css", "js/showcase.js").doesNotContain("src=\"http", "import");
		assertThat(get("/showcase.css").contentType()).startsWith("text/css");
		assertThat(get("/js/showcase.js").contentType()).startsWith("text/javascript");
		assertThat(get("/webjars/chart.js/dist/chart.umd.min.js").contentType()).startsWith("text/javascript");
	}

	@Test
	void browsersRunNothingButFilesOfThisServer() throws Exception {
		HttpResponse<String> page = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(url("/"))).build(), HttpResponse.BodyHandlers.ofString());
		assertThat(page.headers().firstValue("Content-Security-Policy")).get(InstanceOfAssertFactories.STRING)
			.contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'")
			.doesNotContain("unsafe", "http");
		assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(page.body()).doesNotContainPattern("<script>|<style|style=|\\son\\w+=|//");
	}

	@ParameterizedTest
	@ValueSource(strings = { "showcase", "dom", "call", "rabibridge", "natsmicro", "metricq" })
	void whatPeersSendNeverBecomesMarkup(String script) throws Exception {
		assertThat(get("/js/" + script + ".js").body()).isNotBlank()
			.doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|srcdoc");
	}

	@Test
	void healthIsShownWithDetails() throws Exception {
		JsonNode health = get("/actuator/health").json();
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/rabibridge/details/server").asString()).isEqualTo("open");
	}

	@Test
	void functionsAreListed() throws Exception {
		JsonNode functions = get("/actuator/remotecalls").json().path("functions");
		assertThat(functions.valueStream().map((function) -> function.path("id").asString()))
			.contains("async_fibonacci", "async_echo", "async_slow", "async_fail", "async_bounded", "sync_add");
	}

	@Test
	void metersOfFunctionsAreExposed() throws Exception {
		assertThat(get("/actuator/metrics/rabibridge.server.calls?tag=function:fibonacci").status()).isEqualTo(200);
	}

	private HttpAnswer get(String path) throws Exception {
		return HttpAnswer.get(url(path));
	}

	private String url(String path) {
		return "http://localhost:" + this.port + path;
	}

}
