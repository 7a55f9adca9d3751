package io.github.polywire.natsmicro.client;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroReply;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

/**
 * Writes the bodies of requests and reads those of answers: bytes and strings as they
 * are, what the converters of the application take by them, and everything else as JSON.
 * Thread-safe.
 */
public final class PayloadConverter {

	private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}");

	private static final byte[] NO_BODY = new byte[0];

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final List<MessageConverter> converters;

	private final JsonMapper mapper;

	/**
	 * Creates a converter.
	 * @param converters the converters of the application, asked in this order
	 * @param mapper writes and reads JSON
	 */
	public PayloadConverter(List<MessageConverter> converters, JsonMapper mapper) {
		Assert.notNull(converters, "'converters' must not be null");
		Assert.notNull(mapper, "'mapper' must not be null");
		this.converters = List.copyOf(converters);
		this.mapper = mapper;
	}

	byte[] write(String subject, @Nullable Object body) {
		if (body == null) {
			return NO_BODY;
		}
		if (body instanceof byte[] bytes) {
			return bytes;
		}
		try {
			for (MessageConverter converter : this.converters) {
				Message<?> converted = converter.toMessage(body, NO_HEADERS);
				if (converted != null) {
					return plain(converted.getPayload(), converter);
				}
			}
			return (body instanceof String text) ? text.getBytes(StandardCharsets.UTF_8)
					: this.mapper.writeValueAsBytes(body);
		}
		catch (JacksonException | MessageConversionException ex) {
			throw new MicroConversionException(subject, "The body of type %s for '%s' cannot be written: %s"
				.formatted(body.getClass().getName(), subject, text(ex)), ex);
		}
	}

	private static byte[] plain(Object payload, MessageConverter converter) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new MessageConversionException("the message converter " + converter.getClass().getName()
				+ " returned a payload of " + payload.getClass().getName() + ": let it return byte[] or String");
	}

	@Nullable Object read(String subject, MicroReply reply, Type type) {
		if (type == MicroReply.class) {
			return reply;
		}
		if (type == byte[].class) {
			return reply.body();
		}
		if (type == String.class) {
			return reply.text();
		}
		if (type == Void.class || type == void.class) {
			return null;
		}
		if (reply.body().length == 0) {
			if (type instanceof Class<?> primitive && primitive.isPrimitive()) {
				throw new MicroConversionException(subject,
						"The answer from '%s' is empty, which is no %s: ask for a type that may be null"
							.formatted(subject, primitive),
						null);
			}
			return null;
		}
		try {
			return readValue(reply, type);
		}
		catch (JacksonException | MessageConversionException ex) {
			throw new MicroConversionException(subject, "The answer of %d bytes from '%s' cannot be read as %s: %s"
				.formatted(reply.body().length, subject, type.getTypeName(), text(ex)), ex);
		}
	}

	private @Nullable Object readValue(MicroReply reply, Type type) {
		if (!this.converters.isEmpty()) {
			Message<byte[]> message = new GenericMessage<>(reply.body());
			Class<?> raw = ResolvableType.forType(type).resolve(Object.class);
			for (MessageConverter converter : this.converters) {
				Object value = converter.fromMessage(message, raw);
				if (value != null) {
					return value;
				}
			}
		}
		return this.mapper.readValue(reply.body(), this.mapper.constructType(type));
	}

	private static @Nullable String text(RuntimeException exception) {
		// Without the part of the body that Jackson quotes for its location.
		String text = (exception instanceof JacksonException jackson) ? jackson.getOriginalMessage()
				: exception.getMessage();
		// It may still quote a token of the peer's, which could upset a log or a
		// terminal.
		return (text != null) ? CONTROL_CHARACTERS.matcher(text).replaceAll("?") : null;
	}

}
