package io.github.polywire.rabibridge.autoconfigure;

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
		String classes = RabiBridgeProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
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
		collect("rabibridge", RabiBridgeProperties.class, names);
		// Read before there are beans, and kept in none.
		names.add("rabibridge.secret");
		assertThat(properties.keySet()).filteredOn((name) -> name.startsWith("rabibridge."))
			.containsExactlyInAnyOrderElementsOf(names);
		assertThat(RabiBridgeProperties.class.getAnnotation(ConfigurationProperties.class).value())
			.isEqualTo("rabibridge");
	}

	private static void collect(String prefix, Class<?> type, List<String> names) {
		Stream.of(type.getMethods())
			.filter((method) -> method.getDeclaringClass() == type && method.getParameterCount() == 0)
			.filter((method) -> method.getName().matches("(get|is)[A-Z].*"))
			.forEach((method) -> {
				String name = prefix + "." + kebab(method.getName().replaceFirst("get|is", ""));
				if (method.getReturnType().getEnclosingClass() == RabiBridgeProperties.class
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
	void tellsEveryDefaultThatThereIs() {
		assertThat(properties).allSatisfy((name, property) -> {
			boolean withoutDefault = List
				.of("rabibridge.client.reply-queue", "rabibridge.server.fetch-size", "rabibridge.secret",
						"rabibridge.plugins.directory")
				.contains(name);
			assertThat(property.has("defaultValue")).as(name).isNotEqualTo(withoutDefault);
		});
		assertThat(properties.get("rabibridge.correlation-id-max").get("defaultValue").asInt()).isEqualTo(1 << 30);
		assertThat(properties.get("rabibridge.client.timeout").get("defaultValue").asString()).isEqualTo("30s");
		assertThat(properties.get("rabibridge.compress-threshold").get("defaultValue").asString()).isEqualTo("1024B");
	}

	@Test
	void knowsTheSwitchOfHealth() {
		assertThat(properties.get("management.health.rabibridge.enabled").get("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void hintsAtValues() {
		assertThat(hints).containsKeys("rabibridge.serializer", "rabibridge.client.kind",
				"rabibridge.server.concurrency", "rabibridge.max-body-size");
		assertThat(hints).allSatisfy((name, hint) -> {
			assertThat(properties).containsKey(name);
			hint.get("values").forEach((value) -> assertThat(value.path("description").asString("")).endsWith("."));
		});
	}

}
