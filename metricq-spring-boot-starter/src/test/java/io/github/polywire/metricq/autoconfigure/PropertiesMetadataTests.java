package io.github.polywire.metricq.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.polywire.statsd.autoconfigure.StatsdConnectorProperties;
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
		String classes = MetricqProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
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
		collect("metricq", MetricqProperties.class, names);
		collect("metricq.metrics.export", MetricqExportProperties.class, names);
		collect("metricq.network", MetricqNetworkProperties.class, names);
		assertThat(properties.keySet()).filteredOn((name) -> name.startsWith("metricq."))
			.containsExactlyInAnyOrderElementsOf(names);
		assertThat(MetricqProperties.class.getAnnotation(ConfigurationProperties.class).value()).isEqualTo("metricq");
	}

	private static void collect(String prefix, Class<?> type, List<String> names) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + "." + kebab(component.getName());
			if (component.getType().isRecord()) {
				collect(name, component.getType(), names);
			}
			else {
				names.add(name);
			}
		}
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
			boolean withoutDefault = (name.endsWith(".token") && !name.startsWith("metricq.network")) || List
				.of("metricq.url", "metricq.ssl.bundle", "metricq.metrics.export.prefix",
						"metricq.network.data-server-address", "metricq.network.file", "metricq.network.configs",
						"metricq.network.database.metrics", "metricq.network.database.pattern", "statsd.connector.host",
						"statsd.connector.port", "statsd.connector.protocol", "statsd.connector.prefix",
						"statsd.connector.max-connection-age", "statsd.connector.send-buffer")
				.contains(name);
			assertThat(property.has("defaultValue")).as(name).isNotEqualTo(withoutDefault);
		});
		assertThat(properties.get("metricq.rpc-timeout").get("defaultValue").asString()).isEqualTo("60s");
	}

	@Test
	void hasEveryPropertyOfTheStatsdConnector() {
		List<String> names = new ArrayList<>();
		collect("statsd.connector", StatsdConnectorProperties.class, names);
		assertThat(properties.keySet()).filteredOn((name) -> name.startsWith("statsd."))
			.containsExactlyInAnyOrderElementsOf(names);
		assertThat(properties).containsKey("management.health.statsd.enabled");
	}

	@Test
	void knowsTheSwitchOfHealth() {
		assertThat(properties.get("management.health.metricq.enabled").get("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void hintsAtValues() {
		assertThat(hints).containsKeys("metricq.source.overflow", "metricq.listener.on-failure");
		assertThat(hints).allSatisfy((name, hint) -> {
			assertThat(properties).containsKey(name);
			hint.get("values").forEach((value) -> assertThat(value.path("description").asString("")).endsWith("."));
		});
	}

}
