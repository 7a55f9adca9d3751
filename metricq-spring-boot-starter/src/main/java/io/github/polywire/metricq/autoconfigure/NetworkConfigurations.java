package io.github.polywire.metricq.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Turns what properties say of clients into JSON. Properties are texts, and clients want
 * numbers, truths and lists: what reads as JSON is such.
 */
final class NetworkConfigurations {

	private final JsonMapper jsonMapper;

	NetworkConfigurations(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper.rebuild().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
	}

	/**
	 * Reads configurations.
	 * @param configs the configurations by token
	 * @return objects by token
	 * @throws InvalidConfigurationPropertyValueException if one is no object
	 */
	Map<String, ObjectNode> read(Map<String, Object> configs) {
		Map<String, ObjectNode> read = new LinkedHashMap<>();
		configs.forEach((token, config) -> {
			if (!(json(config) instanceof ObjectNode object)) {
				throw new InvalidConfigurationPropertyValueException("metricq.network.configs." + token, config,
						"A configuration must be a JSON object, or properties below the token.");
			}
			read.put(token, object);
		});
		return read;
	}

	private JsonNode json(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return object(map);
		}
		if (value instanceof Iterable<?> list) {
			ArrayNode array = this.jsonMapper.createArrayNode();
			list.forEach((element) -> array.add(json(element)));
			return array;
		}
		return (value instanceof String text) ? text(text) : this.jsonMapper.valueToTree(value);
	}

	// Lists are bound as maps from their indexes.
	private JsonNode object(Map<?, ?> map) {
		ArrayNode array = this.jsonMapper.createArrayNode();
		for (int i = 0; i < map.size() && map.containsKey(Integer.toString(i)); i++) {
			array.add(json(map.get(Integer.toString(i))));
		}
		if (!map.isEmpty() && array.size() == map.size()) {
			return array;
		}
		ObjectNode object = this.jsonMapper.createObjectNode();
		map.forEach((key, value) -> object.set(String.valueOf(key), json(value)));
		return object;
	}

	private JsonNode text(String text) {
		try {
			JsonNode json = this.jsonMapper.readTree(text);
			return json.isMissingNode() ? this.jsonMapper.getNodeFactory().stringNode(text) : json;
		}
		catch (JacksonException ex) {
			return this.jsonMapper.getNodeFactory().stringNode(text);
		}
	}

}
