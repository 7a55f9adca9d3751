package io.github.polywire.rabibridge.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The conversions that pydantic's lax mode makes between scalars. Anything else is left
 * as it is, for the strict rules to judge.
 */
final class LenientScalars {

	private static final Set<String> TRUE = Set.of("1", "on", "t", "true", "y", "yes");

	private static final Set<String> FALSE = Set.of("0", "off", "f", "false", "n", "no");

	private static final Map<String, Double> NOT_FINITE = Map.of("nan", Double.NaN, "inf", Double.POSITIVE_INFINITY,
			"infinity", Double.POSITIVE_INFINITY);

	private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(_\\d+)*(\\.0+)?");

	private static final int MAX_DIGITS = 400;

	Object convert(Object value, Class<?> target) {
		if (target == byte[].class) {
			return (value instanceof String text) ? text.getBytes(StandardCharsets.UTF_8) : value;
		}
		Object scalar = (value instanceof byte[] bytes) ? toText(bytes) : value;
		Object converted = scalar;
		if (target == Boolean.class) {
			converted = toBoolean(scalar);
		}
		else if (target == Double.class || target == Float.class || target == BigDecimal.class) {
			converted = toFloating(scalar, target);
		}
		else if (target != String.class) {
			converted = toInteger(scalar);
		}
		return (converted != null) ? converted : value;
	}

	private static Object toText(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			return bytes;
		}
	}

	private static @Nullable Boolean toBoolean(Object value) {
		String text = null;
		if (value instanceof String string) {
			text = string.toLowerCase(Locale.ROOT);
		}
		else if (value instanceof Number number && number.doubleValue() == number.intValue()) {
			text = String.valueOf(number.intValue());
		}
		if (text != null && TRUE.contains(text)) {
			return true;
		}
		return (text != null && FALSE.contains(text)) ? false : null;
	}

	private static @Nullable Number toInteger(Object value) {
		if (value instanceof Boolean bool) {
			return bool ? 1 : 0;
		}
		if (value instanceof Double number) {
			// Beyond this, pydantic takes no float for an integer.
			return (number == number.longValue() && Math.abs(number) < 0x1p63) ? (Number) number.longValue() : null;
		}
		if (value instanceof String text) {
			String digits = text.strip();
			if (digits.length() <= MAX_DIGITS && INTEGER.matcher(digits).matches()) {
				BigInteger integer = new BigDecimal(digits.replace("_", "")).toBigInteger();
				return (integer.bitLength() < Long.SIZE) ? (Number) integer.longValue() : integer;
			}
		}
		return null;
	}

	private static @Nullable Number toFloating(Object value, Class<?> target) {
		if (value instanceof Boolean bool && target != BigDecimal.class) {
			return bool ? 1.0 : 0.0;
		}
		if (!(value instanceof String text)) {
			return null;
		}
		String digits = text.strip();
		Double notFinite = NOT_FINITE.get(digits.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT));
		if (notFinite != null) {
			return digits.startsWith("-") ? -notFinite : notFinite;
		}
		BigDecimal number = parse(digits.replaceAll("(?<=\\d)_(?=\\d)", ""));
		return (number == null || target == BigDecimal.class) ? number : (Number) number.doubleValue();
	}

	private static @Nullable BigDecimal parse(String text) {
		if (text.length() > MAX_DIGITS) {
			return null;
		}
		try {
			BigDecimal number = new BigDecimal(text);
			// An exponent makes a number of many digits out of a few characters.
			return (Math.abs((long) number.scale()) <= MAX_DIGITS) ? number : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
