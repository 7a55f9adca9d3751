package io.github.polywire.natsmicro.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.github.polywire.natsmicro.MicroHeaders;
import io.github.polywire.natsmicro.NatsMicroException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Turns the results of handlers into answers: bytes and strings as they are, what the
 * converters of the application take by them, and everything else to JSON.
 */
final class AnswerConverter {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final List<MessageConverter> converters;

	private final JsonMapper mapper;

	AnswerConverter(List<MessageConverter> converters, JsonMapper mapper) {
		this.converters = converters;
		this.mapper = mapper;
	}

	Answer convert(Object result) {
		if (result instanceof Message<?> message) {
			return new Answer(bytes(message.getPayload(), message.getHeaders()), headers(message));
		}
		return new Answer(bytes(result, null), MicroHeaders.empty());
	}

	private byte[] bytes(Object value, @Nullable MessageHeaders headers) {
		if (value instanceof byte[] bytes) {
			return bytes;
		}
		for (MessageConverter converter : this.converters) {
			Message<?> converted = converter.toMessage(value, (headers != null) ? headers : NO_HEADERS);
			if (converted != null) {
				return plain(converted.getPayload(), converter);
			}
		}
		return (value instanceof String text) ? text.getBytes(StandardCharsets.UTF_8)
				: this.mapper.writeValueAsBytes(value);
	}

	private static byte[] plain(Object payload, MessageConverter converter) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new NatsMicroException("The message converter " + converter.getClass().getName()
				+ " returned a payload of " + payload.getClass().getName() + ": let it return byte[] or String");
	}

	private static MultiValueMap<String, String> headers(Message<?> message) {
		Object headers = message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		MultiValueMap<String, String> result = new LinkedMultiValueMap<>();
		if (headers instanceof Map<?, ?> map) {
			map.forEach((name, values) -> ((List<?>) values)
				.forEach((value) -> result.add(String.valueOf(name), String.valueOf(value))));
		}
		else {
			message.getHeaders().forEach((name, value) -> {
				boolean own = MessageHeaders.ID.equals(name) || MessageHeaders.TIMESTAMP.equals(name)
						|| MessageHeaders.CONTENT_TYPE.equals(name);
				if (!own && value instanceof String text) {
					result.add(name, text);
				}
			});
		}
		return result;
	}

}
