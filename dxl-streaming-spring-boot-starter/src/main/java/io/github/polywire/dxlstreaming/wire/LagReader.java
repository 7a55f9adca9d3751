package io.github.polywire.dxlstreaming.wire;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads lags by topic from whatever shape a service gives them.
 */
final class LagReader {

	private final Map<String, Long> lags = new LinkedHashMap<>();

	private LagReader() {
	}

	static Map<String, Long> read(JsonNode tree) {
		LagReader reader = new LagReader();
		reader.collect(tree, null);
		return reader.lags;
	}

	private void collect(JsonNode node, @Nullable String topic) {
		if (node.isIntegralNumber()) {
			if (topic != null) {
				this.lags.merge(topic, node.asLong(), Long::sum);
			}
		}
		else if (node.isArray()) {
			node.forEach((element) -> collect(element, topic));
		}
		else if (node.isObject()) {
			String named = node.path("topic").asString("");
			String effective = named.isEmpty() ? topic : named;
			if (node.has("lag")) {
				collect(node.get("lag"), effective);
			}
			else {
				node.properties()
					.forEach((member) -> collect(member.getValue(), named.isEmpty() ? member.getKey() : named));
			}
		}
	}

}
