package io.github.polywire.rabibridge.wire;

import java.lang.reflect.Array;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Teaches Jackson the wire values that JSON has no form for, and our rules for scalars
 * where Jackson would convert or guess.
 */
final class WireValueModule extends SimpleModule {

	private static final List<Class<?>> PRIMITIVES = List.of(byte.class, short.class, int.class, long.class,
			float.class, double.class, boolean.class);

	WireValueModule(ScalarBinder scalars) {
		super("rabibridge-wire-values");
		addSerializer(new EmbeddingSerializer(Instant.class));
		addSerializer(new EmbeddingSerializer(ExtensionValue.class));
		ScalarBinder.TYPES.forEach((type) -> addScalar(type, scalars));
		for (Class<?> type : PRIMITIVES) {
			addScalar(type, scalars);
			if (type != byte.class) {
				addPrimitiveArray(type.arrayType(), scalars);
			}
		}
		setDeserializerModifier(new TimestampModifier());
	}

	@SuppressWarnings("unchecked")
	private <T> void addScalar(Class<T> type, ScalarBinder scalars) {
		addDeserializer(type, (ValueDeserializer<? extends T>) new ScalarDeserializer(type, scalars));
	}

	@SuppressWarnings("unchecked")
	private <T> void addPrimitiveArray(Class<T> type, ScalarBinder scalars) {
		addDeserializer(type, (ValueDeserializer<? extends T>) new PrimitiveArrayDeserializer(type, scalars));
	}

	private static @Nullable Object currentScalar(JsonParser parser) {
		return switch (parser.currentToken()) {
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case VALUE_EMBEDDED_OBJECT -> parser.getEmbeddedObject();
			default -> null;
		};
	}

	/**
	 * Hands a value through a conversion as it is, where Jackson would make a string or
	 * an object of it.
	 */
	private static final class EmbeddingSerializer extends StdSerializer<Object> {

		@SuppressWarnings("unchecked")
		private EmbeddingSerializer(Class<?> type) {
			super((Class<Object>) type);
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeEmbeddedObject(value);
		}

	}

	private static final class ScalarDeserializer extends StdScalarDeserializer<Object> {

		private final ScalarBinder scalars;

		private ScalarDeserializer(Class<?> type, ScalarBinder scalars) {
			super(type);
			this.scalars = scalars;
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) {
			Object bound = this.scalars.bind(currentScalar(parser), handledType());
			if (bound == null) {
				throw MismatchedInputException.from(parser, handledType(), "");
			}
			return bound;
		}

		@Override
		public @Nullable Object getNullValue(DeserializationContext context) {
			if (handledType().isPrimitive()) {
				throw MismatchedInputException.from(context.getParser(), handledType(), "");
			}
			return null;
		}

	}

	private static final class PrimitiveArrayDeserializer extends StdScalarDeserializer<Object> {

		private final ScalarBinder scalars;

		private final Class<?> componentType;

		private PrimitiveArrayDeserializer(Class<?> type, ScalarBinder scalars) {
			super(type);
			this.scalars = scalars;
			this.componentType = type.getComponentType();
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) {
			if (!parser.isExpectedStartArrayToken()) {
				throw MismatchedInputException.from(parser, handledType(), "");
			}
			List<Object> elements = new ArrayList<>();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				Object bound = this.scalars.bind(currentScalar(parser), this.componentType);
				if (bound == null) {
					MismatchedInputException ex = MismatchedInputException.from(parser, this.componentType, "");
					ex.prependPath(handledType(), elements.size());
					throw ex;
				}
				elements.add(bound);
			}
			Object array = Array.newInstance(this.componentType, elements.size());
			for (int i = 0; i < elements.size(); i++) {
				Array.set(array, i, elements.get(i));
			}
			return array;
		}

	}

	/**
	 * Jackson returns an embedded object as it is, whatever type of java.time was asked
	 * for.
	 */
	private static final class TimestampModifier extends ValueDeserializerModifier {

		@Override
		public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier bean,
				ValueDeserializer<?> deserializer) {
			Class<?> type = bean.getBeanClass();
			return (type.getPackage() == Instant.class.getPackage() && type != Instant.class)
					? new TimestampDeserializer(deserializer) : deserializer;
		}

	}

	private static final class TimestampDeserializer extends DelegatingDeserializer {

		private TimestampDeserializer(ValueDeserializer<?> delegate) {
			super(delegate);
		}

		@Override
		protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
			return new TimestampDeserializer(delegate);
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) {
			if (parser.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
				return super.deserialize(parser, context);
			}
			if (parser.getEmbeddedObject() instanceof Instant instant) {
				if (handledType() == OffsetDateTime.class) {
					return instant.atOffset(ZoneOffset.UTC);
				}
				if (handledType() == ZonedDateTime.class) {
					return instant.atZone(ZoneOffset.UTC);
				}
			}
			throw MismatchedInputException.from(parser, handledType(), "");
		}

	}

}
