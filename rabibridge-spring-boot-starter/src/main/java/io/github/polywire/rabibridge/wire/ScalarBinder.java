package io.github.polywire.rabibridge.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Binds wire values to numbers, booleans, strings and bytes: the same rules for an
 * argument as for what is inside a collection or a record.
 */
final class ScalarBinder {

	/**
	 * The types that are bound here, beside the primitive ones.
	 */
	static final List<Class<?>> TYPES = List.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class,
			Float.class, Double.class, BigDecimal.class, Boolean.class, String.class, byte[].class);

	private static final Set<Class<?>> INTEGRAL = Set.of(Byte.class, Short.class, Integer.class, Long.class,
			BigInteger.class);

	private static final Set<Class<?>> FLOATING = Set.of(Float.class, Double.class, BigDecimal.class);

	private final @Nullable LenientScalars lenient;

	ScalarBinder(boolean lenient) {
		this.lenient = lenient ? new LenientScalars() : null;
	}

	static boolean supports(Class<?> type) {
		return type != void.class && (type.isPrimitive() && type != char.class || TYPES.contains(type));
	}

	/**
	 * Binds a value.
	 * @param value the wire value
	 * @param type one of the types supported
	 * @return the value as that type, or {@code null} if it does not bind
	 */
	@Nullable Object bind(@Nullable Object value, Class<?> type) {
		Class<?> target = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (value == null || target.isInstance(value)) {
			return value;
		}
		Object candidate = (this.lenient != null) ? this.lenient.convert(value, target) : value;
		if (target.isInstance(candidate)) {
			return candidate;
		}
		if (INTEGRAL.contains(target)) {
			return toInteger(candidate, target);
		}
		return (FLOATING.contains(target) && candidate instanceof Number number) ? toFloating(number, target) : null;
	}

	private static @Nullable Number toInteger(Object value, Class<?> target) {
		if (!(value instanceof Integer || value instanceof Long)) {
			return null;
		}
		long number = ((Number) value).longValue();
		if (target == BigInteger.class) {
			return BigInteger.valueOf(number);
		}
		if (target == Long.class) {
			return number;
		}
		if (target == Integer.class) {
			return (number == (int) number) ? (int) number : null;
		}
		if (target == Short.class) {
			return (number == (short) number) ? (short) number : null;
		}
		return (number == (byte) number) ? (byte) number : null;
	}

	private static @Nullable Number toFloating(Number value, Class<?> target) {
		if (target == Double.class) {
			return value.doubleValue();
		}
		if (target == Float.class) {
			float number = value.floatValue();
			return (Float.isInfinite(number) && !Double.isInfinite(value.doubleValue())) ? null : (Number) number;
		}
		if (value instanceof Double number) {
			return Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
		}
		return new BigDecimal(value.toString());
	}

}
