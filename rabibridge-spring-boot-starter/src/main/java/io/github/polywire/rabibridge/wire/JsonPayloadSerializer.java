package io.github.polywire.rabibridge.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.MinimalPrettyPrinter;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.util.Assert;

/**
 * RabiBridge's {@code json} serialiser, as Python's {@code json.dumps} writes it: ASCII
 * only, a space after each comma and colon. JSON has no form for bytes, so they are
 * refused as they are there.
 */
public final class JsonPayloadSerializer implements PayloadSerializer {

	private static final int MAX_DIGITS = 1000;

	private static final int MAX_NAME = 50_000;

	private final JsonFactory factory = JsonFactory.builder()
		.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
		.streamReadConstraints(StreamReadConstraints.builder()
			// One more than allowed, so that it is the budget that says so.
			.maxNestingDepth(WireValues.MAX_DEPTH + 1)
			.maxNumberLength(MAX_DIGITS)
			.maxNameLength(MAX_NAME)
			.maxStringLength(Integer.MAX_VALUE)
			.build())
		.build();

	private final ObjectWriter writer;

	/**
	 * Creates a serialiser.
	 * @param mapper how values that are not wire values are turned into JSON
	 */
	public JsonPayloadSerializer(JsonMapper mapper) {
		Assert.notNull(mapper, "'mapper' must not be null");
		this.writer = mapper.rebuild()
			.disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
			.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
			.disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
			.addModule(new SimpleModule("rabibridge-json").addSerializer(new BytesRefusingSerializer()))
			.build()
			.writer()
			.with(new PythonPrinter())
			.with(new PythonEscapes());
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		try {
			return this.writer.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			if (ex.getCause() instanceof WireFormatException wireFormat) {
				throw wireFormat;
			}
			throw new WireFormatException("The value cannot be encoded as JSON", ex);
		}
	}

	@Override
	public @Nullable Object deserialize(byte[] bytes) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), bytes)) {
			parser.nextToken();
			Object value = read(parser, new DecodeBudget(bytes.length));
			if (parser.nextToken() != null) {
				throw new WireFormatException("The body is not valid JSON: there is more after the value");
			}
			return value;
		}
		catch (StreamConstraintsException ex) {
			throw new WireFormatException(
					"The body goes beyond what is allowed in JSON: %d digits in a number, %d characters in a key"
						.formatted(MAX_DIGITS, MAX_NAME),
					ex);
		}
		catch (JacksonException ex) {
			throw new WireFormatException("The body is not valid JSON", ex);
		}
	}

	private @Nullable Object read(JsonParser parser, DecodeBudget budget) {
		JsonToken token = parser.currentToken();
		if (token == null) {
			throw new WireFormatException("The body is not valid JSON: it ends too early");
		}
		return switch (token) {
			case VALUE_NULL -> null;
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case VALUE_NUMBER_INT -> readInteger(parser, budget);
			case VALUE_NUMBER_FLOAT -> {
				budget.charge(DecodeBudget.NUMBER);
				yield parser.getDoubleValue();
			}
			case VALUE_STRING -> {
				budget.charge(DecodeBudget.STRING);
				yield parser.getString();
			}
			case START_ARRAY -> readArray(parser, budget);
			case START_OBJECT -> readObject(parser, budget);
			default -> throw new WireFormatException("The body is not valid JSON");
		};
	}

	private static Number readInteger(JsonParser parser, DecodeBudget budget) {
		if (parser.getNumberType() == NumberType.BIG_INTEGER) {
			BigInteger value = parser.getBigIntegerValue();
			budget.charge(DecodeBudget.NUMBER);
			return value;
		}
		return budget.integer(parser.getLongValue());
	}

	private List<@Nullable Object> readArray(JsonParser parser, DecodeBudget budget) {
		budget.enter();
		List<@Nullable Object> list = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			budget.charge(DecodeBudget.REFERENCE);
			list.add(read(parser, budget));
		}
		budget.leave();
		return list;
	}

	private Map<String, @Nullable Object> readObject(JsonParser parser, DecodeBudget budget) {
		budget.enter();
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			budget.charge(DecodeBudget.MAP_ENTRY + DecodeBudget.STRING);
			String key = parser.currentName();
			parser.nextToken();
			map.put(key, read(parser, budget));
		}
		budget.leave();
		return map;
	}

	/**
	 * Separates as Python's {@code json.dumps} does by default.
	 */
	private static final class PythonPrinter extends MinimalPrettyPrinter {

		@Override
		public void writeArrayValueSeparator(JsonGenerator generator) {
			generator.writeRaw(", ");
		}

		@Override
		public void writeObjectEntrySeparator(JsonGenerator generator) {
			generator.writeRaw(", ");
		}

		@Override
		public void writeObjectNameValueSeparator(JsonGenerator generator) {
			generator.writeRaw(": ");
		}

	}

	/**
	 * Escapes what Python's {@code json.dumps} does besides what JSON asks for.
	 */
	private static final class PythonEscapes extends CharacterEscapes {

		private static final int DELETE = 0x7f;

		private final int[] escapes = standardAsciiEscapesForJSON();

		private PythonEscapes() {
			this.escapes[DELETE] = ESCAPE_STANDARD;
		}

		@Override
		public int[] getEscapeCodesForAscii() {
			return this.escapes;
		}

		@Override
		public @Nullable SerializableString getEscapeSequence(int character) {
			return null;
		}

	}

	private static final class BytesRefusingSerializer extends StdSerializer<byte[]> {

		private BytesRefusingSerializer() {
			super(byte[].class);
		}

		@Override
		public void serialize(byte[] value, JsonGenerator generator, SerializationContext context) {
			throw new WireFormatException("Bytes have no form in JSON; send them as a string, or use msgpack");
		}

	}

}
