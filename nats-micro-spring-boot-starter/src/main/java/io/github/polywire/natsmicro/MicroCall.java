package io.github.polywire.natsmicro;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request to make: the subject, the body, headers, and how long to wait. Immutable;
 * each method returns a changed copy.
 */
public final class MicroCall {

	private final String subject;

	private final @Nullable Object body;

	private final MultiValueMap<String, String> headers;

	private final @Nullable Duration timeout;

	private MicroCall(String subject, @Nullable Object body, MultiValueMap<String, String> headers,
			@Nullable Duration timeout) {
		this.subject = subject;
		this.body = body;
		this.headers = headers;
		this.timeout = timeout;
	}

	/**
	 * Starts a request without body and headers.
	 * @param subject the subject, without wildcards
	 * @return the request
	 */
	public static MicroCall to(String subject) {
		Assert.notNull(subject, "'subject' must not be null");
		return new MicroCall(subject, null, MicroHeaders.empty(), null);
	}

	/**
	 * Sets the body.
	 * @param body bytes and strings are sent as they are, {@code null} as an empty body,
	 * and everything else as JSON unless a converter of the application takes it
	 * @return the changed request
	 */
	public MicroCall body(@Nullable Object body) {
		return new MicroCall(this.subject, body, this.headers, this.timeout);
	}

	/**
	 * Adds a header.
	 * @param name the name, of printable ASCII without spaces and colons
	 * @param value the value, of printable ASCII
	 * @return the changed request
	 */
	public MicroCall header(String name, String value) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(value, "'value' must not be null");
		LinkedMultiValueMap<String, String> added = new LinkedMultiValueMap<>(this.headers.size() + 1);
		this.headers.forEach((other, values) -> values.forEach((it) -> added.add(other, it)));
		added.add(name, value);
		return new MicroCall(this.subject, this.body, CollectionUtils.unmodifiableMultiValueMap(added), this.timeout);
	}

	/**
	 * Sets all headers.
	 * @param headers the headers, of printable ASCII
	 * @return the changed request
	 */
	public MicroCall headers(Map<String, List<String>> headers) {
		Assert.notNull(headers, "'headers' must not be null");
		return new MicroCall(this.subject, this.body, MicroHeaders.copyOf(CollectionUtils.toMultiValueMap(headers)),
				this.timeout);
	}

	/**
	 * Sets how long to wait for the answer, connecting included. Without it the time is
	 * that of the property {@code nats.micro.client.timeout}.
	 * @param timeout the time, at least one millisecond; no request waits for more than
	 * 49 days
	 * @return the changed request
	 */
	public MicroCall timeout(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ofMillis(1)) >= 0, "'timeout' must be at least one millisecond");
		return new MicroCall(this.subject, this.body, this.headers, timeout);
	}

	/**
	 * The subject.
	 * @return the subject
	 */
	public String subject() {
		return this.subject;
	}

	/**
	 * The body before its conversion.
	 * @return the body, or {@code null} if there is none
	 */
	public @Nullable Object body() {
		return this.body;
	}

	/**
	 * The headers.
	 * @return an unmodifiable map
	 */
	public MultiValueMap<String, String> headers() {
		return this.headers;
	}

	/**
	 * How long to wait for the answer.
	 * @return the time, or {@code null} for the default
	 */
	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/**
	 * Tells subject and time; body and headers may be confidential.
	 */
	@Override
	public String toString() {
		return "MicroCall[subject=" + this.subject + ", timeout=" + this.timeout + "]";
	}

}
