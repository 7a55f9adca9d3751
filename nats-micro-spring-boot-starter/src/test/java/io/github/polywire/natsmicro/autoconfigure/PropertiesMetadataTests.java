package io.github.polywire.natsmicro.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.UrlResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What IDEs tell of the starter's properties.
 */
class PropertiesMetadataTests {

	private static final Map<String, JsonNode> properties = new TreeMap<>();

	private static final Map<String, JsonNode> hints = new TreeMap<>();

	@BeforeAll
	static void read() throws IOException {
		String classes = NatsProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream in = new UrlResource(classes + "META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			JsonNode metadata = JsonMapper.builder().build().readTree(in);
			metadata.get("properties").forEach((property) -> properties.put(property.get("name").asString(), property));
			metadata.get("hints").forEach((hint) -> hints.put(hint.get("name").asString(), hint));
		}
	}

	@Test
	void hasEveryProperty() {
		List<String> names = new ArrayList<>();
		collect("nats", NatsProperties.class, names);
		assertThat(properties.keySet())
			.filteredOn((name) -> name.startsWith("nats.") && !name.startsWith("nats.micro."))
			.containsExactlyInAnyOrderElementsOf(names);
		assertThat(NatsProperties.class.getAnnotation(ConfigurationProperties.class).value()).isEqualTo("nats");
	}

	private static void collect(String prefix, Class<?> type, List<String> names) {
		Stream.of(type.getMethods())
			.filter((method) -> method.getDeclaringClass() == type && method.getParameterCount() == 0)
			.filter((method) -> method.getName().matches("(get|is)[A-Z].*"))
			.forEach((method) -> {
				String name = prefix + "." + kebab(method.getName().replaceFirst("get|is", ""));
				if (method.getReturnType().getEnclosingClass() == NatsProperties.class
						&& !method.getReturnType().isEnum()) {
					collect(name, method.getReturnType(), names);
				}
				else {
					names.add(name);
				}
			});
	}

	private static String kebab(String name) {
		return Stream.of(StringUtils.uncapitalize(name).split("(?=[A-Z])"))
			.map(String::toLowerCase)
			.collect(Collectors.joining("-"));
	}

	@Test
	void describesEveryProperty() {
		assertThat(properties).isNotEmpty().allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).endsWith(".").hasSizeGreaterThan(10);
			assertThat(property.path("type").asString("")).as(name).isNotEmpty();
		});
	}

	@Test
	void tellsDefaults() {
		assertThat(properties.get("nats.enabled").get("defaultValue").asBoolean()).isTrue();
		assertThat(properties.get("nats.fail-fast").get("defaultValue").asBoolean()).isFalse();
		assertThat(properties.get("nats.connection-timeout").get("defaultValue").asString()).isEqualTo("2s");
		assertThat(properties.get("nats.reconnect.max-attempts").get("defaultValue").asInt()).isEqualTo(-1);
		assertThat(properties.get("nats.reconnect.buffer-size").get("defaultValue").asString()).isEqualTo("8MB");
	}

	@Test
	void knowsTheSwitchOfHealth() {
		assertThat(properties.get("management.health.nats.enabled").get("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void hintsAtValues() {
		assertThat(hints).containsKeys("nats.servers", "nats.reconnect.max-attempts", "nats.credentials");
		assertThat(hints).allSatisfy((name, hint) -> assertThat(properties).containsKey(name));
	}

}
