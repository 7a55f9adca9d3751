package io.github.polywire.rabibridge.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

import org.springframework.util.ClassUtils;

/**
 * What the serialisers have in common about values.
 */
final class WireValues {

	/**
	 * How deep arrays and maps may be nested. The original's decoder gives up at 1024.
	 */
	static final int MAX_DEPTH = 1000;

	private static final char REPLACEMENT = '\ufffd';

	private static final int MAX_QUOTED = 60;

	private WireValues() {
	}

	/**
	 * Finds the first char that is half of a surrogate pair without the other half.
	 * @param text the text
	 * @return its index, or -1
	 */
	static int firstUnpairedSurrogate(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (Character.isLowSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					return i;
				}
				i++;
			}
		}
		return -1;
	}

	/**
	 * Decodes UTF-8.
	 * @param bytes the bytes
	 * @return the text
	 * @throws CharacterCodingException if the bytes are not UTF-8
	 */
	static String decodeUtf8(byte[] bytes) throws CharacterCodingException {
		String text = new String(bytes, StandardCharsets.UTF_8);
		// The bytes hold this character, or it stands for some that are not UTF-8.
		return (text.indexOf(REPLACEMENT) < 0) ? text
				: StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
	}

	/**
	 * The 64-bit float that a decimal number is.
	 * @param decimal the number
	 * @return the float
	 * @throws WireFormatException if it has more digits than a float holds
	 */
	static double exactDouble(BigDecimal decimal) {
		double value = decimal.doubleValue();
		if (Double.isInfinite(value) || BigDecimal.valueOf(value).compareTo(decimal) != 0) {
			throw new WireFormatException(
					"A decimal number has more digits than a 64-bit float holds; send it as a string");
		}
		return value;
	}

	/**
	 * The string that a map key becomes. Peers refuse keys that are not strings.
	 * @param key the key
	 * @param toWireValue turns a key of another type into a wire value
	 * @return the string
	 */
	static String mapKey(@Nullable Object key, UnaryOperator<@Nullable Object> toWireValue) {
		Object scalar = (key == null || isTextual(key)) ? key : toWireValue.apply(key);
		if (scalar == null || !isTextual(scalar)) {
			throw new WireFormatException("A map has a key of type '%s'; keys must be strings"
				.formatted((key != null) ? key.getClass().getSimpleName() : null));
		}
		return scalar.toString();
	}

	private static boolean isTextual(Object key) {
		return key instanceof CharSequence || key instanceof Number || key instanceof Boolean
				|| key instanceof Character || key instanceof UUID || key instanceof Instant;
	}

	/**
	 * Describes a wire value in a few words, for an error message.
	 * @param value the value
	 * @return for example {@code the string "abc"}
	 */
	static String describe(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (value instanceof String text) {
			boolean quotable = text.length() <= MAX_QUOTED && text.chars().noneMatch(Character::isISOControl);
			return quotable ? "the string \"" + text + "\"" : "a string of " + text.length() + " characters";
		}
		if (value instanceof Double number) {
			return "the float " + number;
		}
		if (value instanceof BigInteger integer && integer.bitLength() > Long.SIZE) {
			return "an integer of " + integer.bitLength() + " bits";
		}
		if (value instanceof Number number) {
			return "the integer " + number;
		}
		if (value instanceof Boolean bool) {
			return "the boolean " + bool;
		}
		if (value instanceof byte[] bytes) {
			return bytes.length + " bytes";
		}
		if (value instanceof Map<?, ?> map) {
			return "a map of " + map.size();
		}
		if (value instanceof Collection<?> list) {
			return "an array of " + list.size();
		}
		if (value instanceof Instant) {
			return "the timestamp " + value;
		}
		if (value instanceof ExtensionValue extension) {
			return "an extension value of type " + extension.type();
		}
		return "a value of type " + value.getClass().getSimpleName();
	}

	/**
	 * Describes a type in the peer's terms, without the name of any class of ours.
	 * @param type the type
	 * @return for example {@code an integer (int)}
	 */
	static String describeType(JavaType type) {
		Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(type.getRawClass());
		if (raw == Integer.class || raw == Long.class || raw == Short.class || raw == Byte.class
				|| raw == BigInteger.class) {
			return "an integer (" + type.getRawClass().getSimpleName() + ")";
		}
		if (Number.class.isAssignableFrom(raw)) {
			return "a number (" + type.getRawClass().getSimpleName() + ")";
		}
		if (raw == Boolean.class) {
			return "a boolean";
		}
		if (CharSequence.class.isAssignableFrom(raw) || raw == Character.class) {
			return "a string";
		}
		if (raw == byte[].class) {
			return "bytes";
		}
		if (raw.isEnum()) {
			return "one of " + Arrays.toString(raw.getEnumConstants());
		}
		if (type.isReferenceType()) {
			return describeType(type.getReferencedType());
		}
		if (type.isCollectionLikeType() || type.isArrayType()) {
			return "an array";
		}
		if (type.isMapLikeType()) {
			return "a map";
		}
		if (raw == ExtensionValue.class) {
			return "an extension value";
		}
		return (raw.getName().startsWith("java.") ? "a value of type " : "a map of type ") + raw.getSimpleName();
	}

}
