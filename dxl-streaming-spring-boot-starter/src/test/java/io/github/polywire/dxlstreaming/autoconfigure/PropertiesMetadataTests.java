package io.github.polywire.dxlstreaming.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What IDEs tell of the starter's properties.
 */
class PropertiesMetadataTests {

	private static final Map<String, JsonNode> properties = new TreeMap<>();

	@BeforeAll
	static void read() throws IOException {
		String classes = DxlStreamingProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream in = new UrlResource(classes + "META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			JsonNode metadata = JsonMapper.builder().build().readTree(in);
			metadata.get("properties").forEach((property) -> properties.put(property.get("name").asString(), property));
		}
	}

	@Test
	void describesEveryProperty() {
		assertThat(properties).hasSizeGreaterThan(45).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).endsWith(".").hasSizeGreaterThan(10);
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
		});
	}

	@Test
	void tellsDefaults() {
		Map<String, String> defaults = Map.of("dxl.streaming.enabled", "true", "dxl.streaming.read-timeout", "30s",
				"dxl.streaming.consumer-path-prefix", "/databus/consumer-service/v1", "dxl.streaming.retry.initial",
				"2s", "dxl.streaming.retry.max", "10s", "dxl.streaming.ssl.verify", "true",
				"dxl.streaming.listener.ack-mode", "batch", "dxl.streaming.consumer.offset", "latest",
				"dxl.streaming.max-response-size", "16MB", "management.health.dxlstreaming.enabled", "true");
		defaults.forEach((name, value) -> assertThat(properties.get(name).get("defaultValue").asString()).as(name)
			.isEqualTo(value));
	}

}
