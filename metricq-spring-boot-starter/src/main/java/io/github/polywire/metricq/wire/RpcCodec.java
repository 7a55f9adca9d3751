package io.github.polywire.metricq.wire;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * Writes and reads the JSON bodies of RPC messages. Thread-safe.
 */
public final class RpcCodec {

	private static final String FUNCTION = "function";

	private static final String ERROR = "error";

	private final JsonMapper jsonMapper;

	/**
	 * Creates a codec.
	 * @param jsonMapper turns values into JSON and back
	 */
	public RpcCodec(JsonMapper jsonMapper) {
		Assert.notNull(jsonMapper, "'jsonMapper' must not be null");
		// Python writes NaN and Infinity as they are.
		this.jsonMapper = jsonMapper.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
	}

	/**
	 * The mapper that the codec uses.
	 * @return the mapper, which also reads {@code NaN} and infinite numbers
	 */
	public JsonMapper jsonMapper() {
		return this.jsonMapper;
	}

	/**
	 * Writes a request.
	 * @param function the function's name
	 * @param arguments the arguments by name
	 * @return the message's body
	 * @throws IllegalArgumentException if an argument cannot be JSON, or is named as the
	 * function is
	 */
	public byte[] encodeRequest(String function, Map<String, ? extends @Nullable Object> arguments) {
		Assert.hasLength(function, "'function' must not be empty");
		Assert.isTrue(!arguments.containsKey(FUNCTION), "An argument must not be named 'function'");
		ObjectNode body = object(arguments, "arguments of " + function);
		body.put(FUNCTION, function);
		return this.jsonMapper.writeValueAsBytes(body);
	}

	/**
	 * Writes the answer to a request.
	 * @param result a map or any object whose JSON is an object, or {@code null} for no
	 * results
	 * @return the message's body
	 * @throws IllegalArgumentException if the JSON of the result is no object
	 */
	public byte[] encodeResult(@Nullable Object result) {
		return this.jsonMapper.writeValueAsBytes(object((result != null) ? result : Map.of(), "result"));
	}

	/**
	 * Writes the answer to a request that failed.
	 * @param error what went wrong, in words
	 * @return the message's body
	 */
	public byte[] encodeError(String error) {
		return this.jsonMapper.writeValueAsBytes(this.jsonMapper.createObjectNode().put(ERROR, error));
	}

	/**
	 * Reads a message.
	 * @param body the message's body
	 * @return a request if the message has a function, else an answer
	 * @throws WireFormatException if the body is no JSON object
	 */
	public RpcMessage decode(byte[] body) {
		JsonNode json;
		try {
			json = this.jsonMapper.readTree(body);
		}
		catch (JacksonException ex) {
			throw new WireFormatException("An RPC message of " + body.length + " bytes is no JSON: write an object",
					ex);
		}
		if (!(json instanceof ObjectNode object)) {
			throw new WireFormatException("An RPC message of " + body.length + " bytes is no JSON object", null);
		}
		JsonNode function = object.get(FUNCTION);
		if (function != null && !function.isNull()) {
			object.remove(FUNCTION);
			return new RpcMessage.Request(text(function), object);
		}
		JsonNode error = object.get(ERROR);
		return (error != null) ? new RpcMessage.Failure(text(error)) : new RpcMessage.Response(object);
	}

	private ObjectNode object(Object value, String what) {
		JsonNode json;
		try {
			json = this.jsonMapper.valueToTree(value);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The " + what + " cannot be written as JSON: " + ex.getOriginalMessage(),
					ex);
		}
		Assert.isInstanceOf(ObjectNode.class, json, () -> "The " + what + " must be a JSON object");
		return (ObjectNode) json;
	}

	private static String text(JsonNode node) {
		return node.isString() ? node.stringValue() : node.toString();
	}

}
