package io.github.polywire.natsmicro;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * The form of {@code started}: UTC with none or six digits of the second's fraction,
 * which is what all implementations read.
 */
final class StartedJson {

	private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'")
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
		.withZone(ZoneOffset.UTC);

	private StartedJson() {
	}

	static String format(Instant instant) {
		Instant rounded = instant.truncatedTo(ChronoUnit.MICROS);
		return ((rounded.getNano() != 0) ? MICROSECONDS : SECONDS).format(rounded);
	}

	static final class Serializer extends ValueSerializer<Instant> {

		@Override
		public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(format(value));
		}

	}

	static final class Deserializer extends ValueDeserializer<Instant> {

		@Override
		public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
			String text = parser.getValueAsString();
			try {
				return (text != null) ? OffsetDateTime.parse(text).toInstant() : null;
			}
			catch (DateTimeException ex) {
				return null;
			}
			finally {
				parser.skipChildren();
			}
		}

	}

}
