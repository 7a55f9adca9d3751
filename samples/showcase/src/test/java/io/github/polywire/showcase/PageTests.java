package io.github.polywire.showcase;

import org.junit.jupiter.api.Test;
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
		assertThat(page.body()).contains("showcase.css", "showcase.js").doesNotContain("src=\"http", "import");
		assertThat(get("/showcase.css").contentType()).startsWith("text/css");
		assertThat(get("/showcase.js").contentType()).startsWith("text/javascript");
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
		return HttpAnswer.get("http://localhost:" + this.port + path);
	}

}
