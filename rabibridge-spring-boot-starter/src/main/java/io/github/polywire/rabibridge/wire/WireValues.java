package io.github.polywire.rabibridge.wire;

import java.math.BigInteger;
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
