package io.github.polywire.natsmicro.wire;

import java.util.List;

import io.github.polywire.natsmicro.MicroHeaders;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Turns headers into those of the NATS client and back.
 */
public final class HeaderCodec {

	private static final int FIRST_PRINTABLE = 0x20;

	private static final int LAST_PRINTABLE = 0x7e;

	private HeaderCodec() {
	}

	/**
	 * Turns headers into those of the NATS client.
	 * @param headers the headers
	 * @return the headers of the NATS client, or {@code null} if there are none
	 * @throws IllegalArgumentException if a name or a value cannot be sent
	 */
	public static @Nullable Headers encode(MultiValueMap<String, String> headers) {
		if (headers.isEmpty()) {
			return null;
		}
		Headers encoded = new Headers();
		headers.forEach((name, values) -> {
			checkName(name);
			for (String value : values) {
				checkValue(name, value);
			}
			encoded.add(name, values);
		});
		return encoded;
	}

	/**
	 * Turns the headers of a message of the NATS client.
	 * @param headers the headers, or {@code null} if the message has none
	 * @return an unmodifiable map
	 */
	public static MultiValueMap<String, String> decode(@Nullable Headers headers) {
		if (headers == null || headers.isEmpty()) {
			return MicroHeaders.empty();
		}
		LinkedMultiValueMap<String, String> decoded = new LinkedMultiValueMap<>(headers.size());
		headers.forEach((name, values) -> decoded.put(name, List.copyOf(values)));
		return CollectionUtils.unmodifiableMultiValueMap(decoded);
	}

	private static void checkName(String name) {
		boolean valid = !name.isEmpty();
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			valid = valid && c > FIRST_PRINTABLE && c <= LAST_PRINTABLE && c != ':';
		}
		if (!valid) {
			throw new IllegalArgumentException("The header name '" + ErrorText.safe(name)
					+ "' cannot be sent: use printable ASCII without spaces and colons");
		}
	}

	private static void checkValue(String name, @Nullable String value) {
		if (value == null || !isValue(value)) {
			throw new IllegalArgumentException("The value of header '" + name
					+ "' cannot be sent: use printable ASCII without line breaks, or encode it, as in Base64");
		}
	}

	private static boolean isValue(String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if ((c < FIRST_PRINTABLE || c > LAST_PRINTABLE) && c != '\t') {
				return false;
			}
		}
		return true;
	}

}
