package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * Reads the golden vectors.
 */
final class Vectors {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Vectors() {
	}

	static List<JsonNode> read(String name) {
		return new ArrayList<>(readDocument(name).asArray().values());
	}

	static JsonNode readDocument(String name) {
		try (InputStream input = new ClassPathResource("vectors/rabibridge-" + name + ".json").getInputStream()) {
			return MAPPER.readTree(input);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
