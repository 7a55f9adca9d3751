package io.github.polywire.rabibridge.wire;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.TypeFactory;

import org.springframework.util.Assert;

/**
 * Binds wire values to Java types without guessing, and turns Java values into wire
 * values. Scalars are bound by our own rules wherever they are; records, beans,
 * collections and the rest by Jackson. Thread-safe.
 */
public final class ValueConverter {

	private final JsonMapper mapper;

	private final ScalarBinder scalars;

	/**
	 * Creates a converter.
	 * @param mapper how records, beans and other types are bound
	 * @param lenient whether a value of another type is converted where Python's pydantic
	 * would convert it: {@code "1"} and {@code 1.0} to an integer, {@code "yes"} to a
	 * boolean
	 */
	public ValueConverter(JsonMapper mapper, boolean lenient) {
		Assert.notNull(mapper, "'mapper' must not be null");
		this.scalars = new ScalarBinder(lenient);
		this.mapper = withoutGuessing(mapper.rebuild()).addModule(new WireValueModule(this.scalars)).build();
	}

	private ValueConverter(JsonMapper mapper, ScalarBinder scalars) {
		this.mapper = mapper;
		this.scalars = scalars;
	}

	/**
	 * Makes a converter that does the same and shares no cache with this one, which would
	 * keep types that are to be unloaded.
	 * @return the new converter
	 */
	public ValueConverter isolated() {
		TypeFactory types = TypeFactory.createDefaultInstance();
		return new ValueConverter(this.mapper.rebuild().typeFactory(types).build(), this.scalars);
	}

	private static JsonMapper.Builder withoutGuessing(JsonMapper.Builder builder) {
		return builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.withCoercionConfigDefaults(
					(config) -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
	}

	/**
	 * Binds a wire value to a type.
	 * @param value the wire value
	 * @param type the type
	 * @return the value as that type; {@code null} only if the value is {@code null} or
	 * the type is {@code void}
	 * @throws BindingException if the value does not bind
	 */
	public @Nullable Object bind(@Nullable Object value, Type type) {
		if (type == Object.class) {
			return value;
		}
		if (type == void.class || type == Void.class) {
			return null;
		}
		if (value == null) {
			return bindNull(type);
		}
		if (type instanceof Class<?> target) {
			if (ScalarBinder.supports(target)) {
				Object bound = this.scalars.bind(value, target);
				if (bound == null) {
					throw mismatch(value, this.mapper.constructType(type), "", null);
				}
				return bound;
			}
			if ((target == Number.class || target == Instant.class || target == ExtensionValue.class)
					&& target.isInstance(value)) {
				return value;
			}
		}
		return bindWithJackson(value, this.mapper.constructType(type));
	}

	/**
	 * Turns any value into a wire value.
	 * @param value the value
	 * @return the wire value
	 * @throws WireFormatException if the value cannot be turned into one
	 */
	public @Nullable Object toWireValue(@Nullable Object value) {
		try {
			return this.mapper.convertValue(value, Object.class);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw new WireFormatException("A value of type '%s' cannot be serialised"
				.formatted((value != null) ? value.getClass().getSimpleName() : null), ex);
		}
	}

	private @Nullable Object bindNull(Type type) {
		JavaType target = this.mapper.constructType(type);
		if (target.isPrimitive()) {
			throw mismatch(null, target, "", null);
		}
		return target.hasRawClass(Optional.class) ? Optional.empty() : null;
	}

	private @Nullable Object bindWithJackson(Object value, JavaType target) {
		try {
			return this.mapper.convertValue(value, target);
		}
		catch (MismatchedInputException ex) {
			throw mismatch(value, target, ex);
		}
		catch (JacksonException | IllegalArgumentException | ClassCastException ex) {
			throw mismatch(value, target, "", ex);
		}
	}

	private BindingException mismatch(Object value, JavaType target, MismatchedInputException ex) {
		Object found = value;
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : ex.getPath()) {
			String name = reference.getPropertyName();
			if (name != null) {
				path.append((path.length() > 0) ? "." : "").append(name);
				found = (found instanceof Map<?, ?> map) ? map.get(name) : null;
			}
			else {
				int index = reference.getIndex();
				path.append('[').append(index).append(']');
				found = (found instanceof List<?> list && index >= 0 && index < list.size()) ? list.get(index) : null;
			}
		}
		if (path.length() == 0 || ex.getTargetType() == null) {
			return mismatch(value, target, "", ex);
		}
		return mismatch(found, this.mapper.constructType(ex.getTargetType()), " at '" + path + "'", ex);
	}

	private static BindingException mismatch(@Nullable Object value, JavaType target, String place,
			@Nullable Exception cause) {
		return new BindingException(
				"expected %s%s, got %s".formatted(WireValues.describeType(target), place, WireValues.describe(value)),
				cause);
	}

}
