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
 * What editors know of the properties of the calling side.
 */
class ClientPropertiesMetadataTests {

	private static final Map<String, JsonNode> properties = new TreeMap<>();

	@BeforeAll
	static void read() throws IOException {
		String classes = NatsMicroClientProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream in = new UrlResource(classes + "META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			JsonMapper.builder().build().readTree(in).get("properties").forEach((property) -> {
				String name = property.get("name").asString();
				if (name.startsWith("nats.micro.client.")) {
					properties.put(name, property);
				}
			});
		}
	}

	@Test
	void describesEveryProperty() {
		assertThat(properties).containsOnlyKeys("nats.micro.client.timeout", "nats.micro.client.shutdown-timeout",
				"nats.micro.client.discovery.max-wait", "nats.micro.client.discovery.max-count",
				"nats.micro.client.discovery.max-interval");
		assertThat(properties).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).endsWith(".").hasSizeGreaterThan(10);
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
		});
	}

	@Test
	void tellsDefaults() {
		assertThat(properties.get("nats.micro.client.timeout").get("defaultValue").asString()).isEqualTo("30s");
		assertThat(properties.get("nats.micro.client.shutdown-timeout").get("defaultValue").asString())
			.isEqualTo("20s");
		assertThat(properties.get("nats.micro.client.discovery.max-wait").get("defaultValue").asString())
			.isEqualTo("500ms");
	}

}
