package io.github.polywire.natsmicro.wire;

import java.nio.charset.StandardCharsets;

import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.NatsMicroException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the discovery documents, byte for byte as the Python implementation
 * writes them. It does not depend on how the application configures its own JSON. Safe
 * for use by several threads.
 */
public final class DocumentCodec {

	private static final int MAX_NESTING = 64;

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
			.build())
		.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
		.disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES, JsonWriteFeature.WRITE_HEX_UPPER_CASE)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	/**
	 * Writes an answer to PING.
	 * @param ping the answer
	 * @return its bytes
	 */
	public byte[] write(MicroServicePing ping) {
		return this.mapper.writeValueAsBytes(ping);
	}

	/**
	 * Writes an answer to INFO.
	 * @param info the answer
	 * @return its bytes
	 */
	public byte[] write(MicroServiceInfo info) {
		return this.mapper.writeValueAsBytes(info);
	}

	/**
	 * Writes an answer to STATS.
	 * @param stats the answer
	 * @return its bytes
	 */
	public byte[] write(MicroServiceStats stats) {
		return this.mapper.writeValueAsBytes(stats);
	}

	/**
	 * Turns the data of a statistics contributor into JSON.
	 * @param data anything that Jackson writes, or {@code null}
	 * @return the JSON
	 * @throws NatsMicroException if it cannot be written
	 */
	public JsonNode data(@Nullable Object data) {
		try {
			return this.mapper.valueToTree(data);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new NatsMicroException(
					"The statistics data of type " + ((data != null) ? data.getClass().getName() : "null")
							+ " cannot be written as JSON; return a map or a record of plain values",
					ex);
		}
	}

	/**
	 * Reads an answer to PING.
	 * @param document the bytes
	 * @return the answer
	 * @throws NatsMicroException if it is none
	 */
	public MicroServicePing readPing(byte[] document) {
		return read(document, MicroServicePing.TYPE, MicroServicePing.class);
	}

	/**
	 * Reads an answer to INFO.
	 * @param document the bytes
	 * @return the answer
	 * @throws NatsMicroException if it is none
	 */
	public MicroServiceInfo readInfo(byte[] document) {
		return read(document, MicroServiceInfo.TYPE, MicroServiceInfo.class);
	}

	/**
	 * Reads an answer to STATS.
	 * @param document the bytes
	 * @return the answer
	 * @throws NatsMicroException if it is none
	 */
	public MicroServiceStats readStats(byte[] document) {
		return read(document, MicroServiceStats.TYPE, MicroServiceStats.class);
	}

	private <T> T read(byte[] document, String type, Class<T> target) {
		try {
			JsonNode tree = this.mapper.readTree(document);
			String told = tree.path("type").asString(type);
			if (!tree.isObject() || !told.equals(type)) {
				throw notA(type, document, null);
			}
			return this.mapper.treeToValue(tree, target);
		}
		catch (JacksonException ex) {
			throw notA(type, document, ex);
		}
	}

	private static NatsMicroException notA(String type, byte[] document, @Nullable Exception cause) {
		int length = Math.min(document.length, MAX_NESTING);
		return new NatsMicroException(
				"A discovery answer of " + document.length + " bytes is no " + type + "; see which service sent it: '"
						+ ErrorText.safe(new String(document, 0, length, StandardCharsets.UTF_8)) + "'",
				cause);
	}

}
