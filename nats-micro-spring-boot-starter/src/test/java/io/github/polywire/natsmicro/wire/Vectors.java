package io.github.polywire.natsmicro.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * Reads the golden vectors, which were recorded from the original implementations.
 */
public final class Vectors {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Vectors() {
	}

	/**
	 * Reads a vector file.
	 * @param name as in {@code python}
	 */
	public static JsonNode read(String name) {
		try (InputStream input = new ClassPathResource("vectors/natsmicro-" + name + ".json").getInputStream()) {
			return MAPPER.readTree(input);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * All non-empty discovery documents of a vector file.
	 * @param name as in {@code python}
	 * @param verb as in {@code PING}
	 * @return the documents, by what was asked
	 */
	public static Map<String, String> documents(String name, String verb) {
		Map<String, String> documents = new TreeMap<>();
		read(name).forEachEntry((asked, answers) -> {
			if (asked.matches("(before|after) \\S*" + verb + ".*|after " + verb)) {
				List<JsonNode> all = List.copyOf(answers.asArray().values());
				String data = all.get(0).get("data").asString();
				if (!data.isEmpty()) {
					documents.put(asked, data);
				}
			}
		});
		return documents;
	}

}
