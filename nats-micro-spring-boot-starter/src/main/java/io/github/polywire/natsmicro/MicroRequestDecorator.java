package io.github.polywire.natsmicro;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.MultiValueMap;

/**
 * Passes everything on to another request. A {@link MicroInterceptor} extends it to show
 * the handler another request, or to change the answers that the handler gives itself.
 */
public class MicroRequestDecorator implements MicroRequest {

	private final MicroRequest delegate;

	/**
	 * Creates a decorator.
	 * @param delegate the request to pass everything on to
	 */
	public MicroRequestDecorator(MicroRequest delegate) {
		Assert.notNull(delegate, "'delegate' must not be null");
		this.delegate = delegate;
	}

	/**
	 * The request that everything is passed on to.
	 * @return the request
	 */
	protected final MicroRequest delegate() {
		return this.delegate;
	}

	@Override
	public String subject() {
		return this.delegate.subject();
	}

	@Override
	public MultiValueMap<String, String> headers() {
		return this.delegate.headers();
	}

	@Override
	public byte[] body() {
		return this.delegate.body();
	}

	@Override
	public @Nullable String replyTo() {
		return this.delegate.replyTo();
	}

	@Override
	public @Nullable Duration timeLeft() {
		return this.delegate.timeLeft();
	}

	@Override
	public boolean isAnswered() {
		return this.delegate.isAnswered();
	}

	@Override
	public void respond(byte[] body, MultiValueMap<String, String> headers) {
		this.delegate.respond(body, headers);
	}

	@Override
	public void respondSuccess(int code, byte[] body, MultiValueMap<String, String> headers) {
		this.delegate.respondSuccess(code, body, headers);
	}

	@Override
	public void respondError(ServiceError error) {
		this.delegate.respondError(error);
	}

}
