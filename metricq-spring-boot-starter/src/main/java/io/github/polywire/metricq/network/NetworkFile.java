package io.github.polywire.metricq.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps configurations and metadata in a JSON file: an object with {@code configs} by
 * token and {@code metrics} by name. The file is replaced as a whole, so that it is never
 * half written. One thread at a time.
 */
final class NetworkFile {

	private static final String CONFIGS = "configs";

	private static final String METRICS = "metrics";

	private final Path path;

	private final JsonMapper jsonMapper;

	private long savedVersion = -1;

	NetworkFile(Path path, JsonMapper jsonMapper) {
		this.path = path.toAbsolutePath();
		this.jsonMapper = jsonMapper.rebuild()
			.enable(SerializationFeature.INDENT_OUTPUT)
			.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
			.build();
	}

	Path path() {
		return this.path;
	}

	/**
	 * Reads the file, if there is one.
	 * @param store where its documents go
	 * @throws NetworkFileException if the file is not as it should be
	 */
	void load(NetworkStore store) {
		if (!Files.exists(this.path)) {
			return;
		}
		JsonNode content;
		try {
			content = this.jsonMapper.readTree(Files.readAllBytes(this.path));
		}
		catch (IOException ex) {
			throw new NetworkFileException(this.path, "cannot be read (" + ex + ")", ex);
		}
		catch (JacksonException ex) {
			throw new NetworkFileException(this.path, "is no JSON (" + ex.getOriginalMessage() + ")", ex);
		}
		store.load(documents(content, CONFIGS), documents(content, METRICS));
		this.savedVersion = store.version();
	}

	/**
	 * Writes the file if something changed since it was last written or read.
	 * @param store what to write
	 * @throws IOException if the file cannot be written
	 */
	void save(NetworkStore store) throws IOException {
		long version = store.version();
		if (version == this.savedVersion) {
			return;
		}
		ObjectNode content = this.jsonMapper.createObjectNode();
		content.set(CONFIGS, withoutIds(store.configs()));
		content.set(METRICS, withoutIds(store.metrics()));
		Path directory = this.path.getParent();
		Files.createDirectories(directory);
		Path next = Files.createTempFile(directory, this.path.getFileName().toString(), ".tmp");
		try {
			Files.write(next, this.jsonMapper.writeValueAsBytes(content));
			Files.move(next, this.path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(next);
		}
		this.savedVersion = version;
	}

	private Map<String, ObjectNode> documents(JsonNode content, String key) {
		JsonNode part = content.path(key);
		if (!content.isObject() || !(part.isMissingNode() || part.isObject())) {
			throw new NetworkFileException(this.path, "must be an object with \"configs\" and \"metrics\"", null);
		}
		Map<String, ObjectNode> documents = new LinkedHashMap<>();
		part.properties().forEach((entry) -> {
			if (!(entry.getValue() instanceof ObjectNode document)) {
				throw new NetworkFileException(this.path,
						"has something that is no object for \"" + entry.getKey() + "\" in \"" + key + "\"", null);
			}
			documents.put(entry.getKey(), document);
		});
		return documents;
	}

	private ObjectNode withoutIds(NavigableMap<String, ObjectNode> documents) {
		ObjectNode part = this.jsonMapper.createObjectNode();
		documents.forEach((id, document) -> part.set(id, document.deepCopy().asObject().without(NetworkStore.ID)));
		return part;
	}

}
