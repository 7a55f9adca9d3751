package io.github.polywire.natsmicro.autoconfigure;

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
 * What IDEs tell of the properties of the serving side.
 */
class NatsMicroPropertiesMetadataTests {

	private static final Map<String, JsonNode> properties = new TreeMap<>();

	@BeforeAll
	static void read() throws IOException {
		String classes = NatsMicroProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream in = new UrlResource(classes + "META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			JsonNode metadata = JsonMapper.builder().build().readTree(in);
			metadata.get("properties").forEach((property) -> properties.put(property.get("name").asString(), property));
		}
	}

	@Test
	void tellsEveryDefaultThatThereIs() {
		Map<String, String> defaults = Map.of("nats.micro.enabled", "true", "nats.micro.api-prefix", "$SRV",
				"nats.micro.server.queue-group", "q", "nats.micro.server.pending-messages", "524288",
				"nats.micro.server.pending-size", "64MB", "nats.micro.server.concurrency", "32",
				"nats.micro.server.shutdown-timeout", "20s", "nats.micro.server.auto-startup", "true",
				"nats.micro.server.error-message", "Internal Server Error");
		defaults.forEach((name, value) -> {
			assertThat(properties).containsKey(name);
			assertThat(properties.get(name).get("defaultValue").asString()).as(name).isEqualTo(value);
			assertThat(properties.get(name).get("description").asString()).as(name).endsWith(".");
		});
		assertThat(properties.get("nats.micro.server.queue-capacity").has("defaultValue")).isFalse();
	}

	@Test
	void knowsTheSwitchOfHealth() {
		assertThat(properties.get("management.health.natsmicro.enabled").get("defaultValue").asBoolean()).isTrue();
	}

}
