package io.github.polywire.natsmicro;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.MultiValueMap;

/**
 * An answer as it came: what a request gives whose caller asks for this type.
 *
 * @param body the body, perhaps empty, which must not be changed
 * @param headers the headers with the case of their names, an unmodifiable map
 */
public record MicroReply(byte[] body, MultiValueMap<String, String> headers) {

	private static final String SUCCESS_CODE = "Nats-Service-Success-Code";

	/**
	 * Creates an answer.
	 * @param body the body, perhaps empty
	 * @param headers the headers
	 */
	public MicroReply {
		Assert.notNull(body, "'body' must not be null");
		Assert.notNull(headers, "'headers' must not be null");
	}

	/**
	 * Finds the first value of a header.
	 * @param name the name in any case
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return MicroHeaders.first(this.headers, name);
	}

	/**
	 * The success code that services in Python may answer with.
	 * @return the code, or {@code null} if there is none that is a number
	 */
	public @Nullable Integer successCode() {
		String code = header(SUCCESS_CODE);
		try {
			return (code != null) ? Integer.valueOf(code.trim()) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * The body as text.
	 * @return the body read as UTF-8
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Tells sizes; body and headers may be confidential.
	 */
	@Override
	public String toString() {
		return "MicroReply[body=" + this.body.length + " bytes, headers=" + this.headers.keySet() + "]";
	}

}
