package io.github.polywire.natsmicro;

import java.util.Arrays;
import java.util.Objects;

import org.springframework.util.Assert;
import org.springframework.util.MultiValueMap;

/**
 * An error that a service answers a request with: what a handler returns to answer so,
 * and what a caller gets to know. Immutable, as long as nobody changes the body.
 *
 * @param code the code, as in HTTP by convention
 * @param description a text that can be shown to the caller. On the wire it has
 * characters of ASCII only and no line breaks
 * @param body more about the error, perhaps empty
 * @param headers further headers of the reply, without those of the error itself when the
 * error is to be sent
 */
public record ServiceError(int code, String description, byte[] body, MultiValueMap<String, String> headers) {

	private static final byte[] NO_BODY = new byte[0];

	/**
	 * Creates an error.
	 * @param code the code
	 * @param description a text that can be shown to the caller
	 * @param body more about the error, perhaps empty
	 * @param headers further headers of the reply
	 */
	public ServiceError {
		Assert.notNull(description, "'description' must not be null");
		Assert.notNull(body, "'body' must not be null");
		Assert.notNull(headers, "'headers' must not be null");
		headers = MicroHeaders.copyOf(headers);
	}

	/**
	 * Creates an error without body and further headers.
	 * @param code the code
	 * @param description a text that can be shown to the caller
	 */
	public ServiceError(int code, String description) {
		this(code, description, NO_BODY, MicroHeaders.empty());
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ServiceError that && this.code == that.code && this.description.equals(that.description)
				&& Arrays.equals(this.body, that.body) && this.headers.equals(that.headers);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.code, this.description, Arrays.hashCode(this.body), this.headers);
	}

	/**
	 * Tells code and description; body and headers may be confidential.
	 */
	@Override
	public String toString() {
		return "ServiceError[code=" + this.code + ", description=" + this.description + ", body=" + this.body.length
				+ " bytes]";
	}

}
