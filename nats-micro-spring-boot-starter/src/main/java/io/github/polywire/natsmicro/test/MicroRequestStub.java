package io.github.polywire.natsmicro.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.polywire.natsmicro.MicroHeaders;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceOperations;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.wire.ErrorText;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import org.jspecify.annotations.Nullable;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request for tests, which remembers its answer. Pass it to a handler, or have an
 * endpoint of the application context serve it, without a server: <pre class="code">
 * MicroRequestStub request = MicroRequestStub.to("v2.create").body("{…}").header("Tenant", "acme").build();
 * request.servedBy(context.getBean(MicroServiceOperations.class));
 * assertThat(request.answerAsText()).isEqualTo("…");
 * </pre> Answers are checked as those to real requests are: one only, with headers that
 * can be sent. Thread-safe.
 */
public final class MicroRequestStub implements MicroRequest {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String subject;

	private final byte[] body;

	private final MultiValueMap<String, String> headers;

	private final @Nullable String replyTo;

	private final @Nullable Duration timeLeft;

	private @Nullable Answer answer;

	private MicroRequestStub(Builder builder) {
		this.subject = builder.subject;
		this.body = builder.body;
		this.headers = MicroHeaders.copyOf(builder.headers);
		this.replyTo = builder.replyTo;
		this.timeLeft = builder.timeLeft;
	}

	/**
	 * Starts a request.
	 * @param subject the subject that it is sent to
	 * @return a builder
	 */
	public static Builder to(String subject) {
		return new Builder(subject);
	}

	/**
	 * Has the request served by the endpoint that its subject addresses, and waits until
	 * that has ended.
	 * @param services the services of the application
	 * @return this request, which has its answer
	 * @throws NatsMicroException if no endpoint has such a subject
	 * @throws IllegalStateException if it takes longer than 30 seconds
	 */
	public MicroRequestStub servedBy(MicroServiceOperations services) {
		try {
			services.serve(this).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			return this;
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new IllegalStateException("The request to '" + this.subject + "' was not served in "
					+ PATIENCE.toSeconds() + " s: see what its handler waits for", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the request to '" + this.subject + "' was served", ex);
		}
	}

	@Override
	public String subject() {
		return this.subject;
	}

	@Override
	public MultiValueMap<String, String> headers() {
		return this.headers;
	}

	@Override
	public byte[] body() {
		return this.body;
	}

	@Override
	public @Nullable String replyTo() {
		return this.replyTo;
	}

	@Override
	public @Nullable Duration timeLeft() {
		return this.timeLeft;
	}

	@Override
	public synchronized boolean isAnswered() {
		return this.answer != null;
	}

	@Override
	public void respond(byte[] body, MultiValueMap<String, String> headers) {
		answer(body, headers, null);
	}

	@Override
	public void respondSuccess(int code, byte[] body, MultiValueMap<String, String> headers) {
		MultiValueMap<String, String> all = new LinkedMultiValueMap<>(headers);
		all.set(MicroHeaderNames.SUCCESS_CODE, Integer.toString(code));
		answer(body, all, null);
	}

	@Override
	public void respondError(ServiceError error) {
		answer(error.body(), error.headers(),
				new ServiceError(error.code(), ErrorText.safe(error.description()), error.body(), error.headers()));
	}

	private synchronized void answer(byte[] body, MultiValueMap<String, String> headers, @Nullable ServiceError error) {
		HeaderCodec.encode(headers);
		if (this.answer != null) {
			throw new NatsMicroException("The request on '" + this.subject
					+ "' was answered before, and a request has one answer: answer it in one place only");
		}
		this.answer = new Answer(body, MicroHeaders.copyOf(headers), error);
	}

	/**
	 * The body of the answer.
	 * @return the body
	 * @throws IllegalStateException if there is no answer
	 */
	public byte[] answer() {
		return given().body();
	}

	/**
	 * The body of the answer as text.
	 * @return the text
	 * @throws IllegalStateException if there is no answer
	 */
	public String answerAsText() {
		return new String(answer(), StandardCharsets.UTF_8);
	}

	/**
	 * The headers of the answer, without those of an error.
	 * @return an unmodifiable map
	 * @throws IllegalStateException if there is no answer
	 */
	public MultiValueMap<String, String> answerHeaders() {
		return given().headers();
	}

	/**
	 * The error that the request was answered with.
	 * @return the error, or {@code null} if the answer is none
	 * @throws IllegalStateException if there is no answer
	 */
	public @Nullable ServiceError answerError() {
		return given().error();
	}

	private synchronized Answer given() {
		Answer given = this.answer;
		if (given == null) {
			throw new IllegalStateException("The request to '" + this.subject + "' has no answer");
		}
		return given;
	}

	/**
	 * Builds a request. Not thread-safe.
	 */
	public static final class Builder {

		private final String subject;

		private byte[] body = new byte[0];

		private final MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();

		private @Nullable String replyTo = "_INBOX.stub";

		private @Nullable Duration timeLeft;

		private Builder(String subject) {
			this.subject = subject;
		}

		/**
		 * Sets the body.
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(byte[] body) {
			this.body = body;
			return this;
		}

		/**
		 * Sets the body to a text in UTF-8, JSON for instance.
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(String body) {
			return body(body.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Adds a header.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder header(String name, String value) {
			this.headers.add(name, value);
			return this;
		}

		/**
		 * Sets how long the caller still waits. By default the caller did not say.
		 * @param timeLeft the time left, which does not become less
		 * @return this builder
		 */
		public Builder timeLeft(Duration timeLeft) {
			this.timeLeft = timeLeft;
			return this;
		}

		/**
		 * Makes the request an event, whose caller wants no answer.
		 * @return this builder
		 */
		public Builder withoutReplyTo() {
			this.replyTo = null;
			return this;
		}

		/**
		 * Builds the request.
		 * @return the request
		 */
		public MicroRequestStub build() {
			return new MicroRequestStub(this);
		}

	}

	private record Answer(byte[] body, MultiValueMap<String, String> headers, @Nullable ServiceError error) {

	}

}
