package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.wire.ErrorText;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request that came from the server, the task to handle it, and what remembers that it
 * was answered: one object, as there is one for each request.
 */
final class ReceivedRequest extends DispatchedTask implements MicroRequest {

	private static final int OPEN = 0;

	private static final int ANSWERED = 1;

	private static final AtomicIntegerFieldUpdater<ReceivedRequest> ANSWER = AtomicIntegerFieldUpdater
		.newUpdater(ReceivedRequest.class, "answer");

	private final Message message;

	private final RequestProcessor processor;

	private final ReplyPublisher replies;

	private final @Nullable TimeBudget budget;

	private volatile int answer = OPEN;

	private volatile @Nullable Integer errorCode;

	private @Nullable MultiValueMap<String, String> headers;

	ReceivedRequest(Message message, RequestProcessor processor, ReplyPublisher replies) {
		this.message = message;
		this.processor = processor;
		this.replies = replies;
		Headers received = message.getHeaders();
		this.budget = (received != null) ? TimeBudget.of(received) : null;
	}

	@Override
	void run() {
		this.processor.process(this);
	}

	@Override
	void abandon() {
		this.processor.abandon(this);
	}

	@Override
	public String subject() {
		return this.message.getSubject();
	}

	@Override
	public MultiValueMap<String, String> headers() {
		MultiValueMap<String, String> decoded = this.headers;
		if (decoded == null) {
			decoded = HeaderCodec.decode(this.message.getHeaders());
			this.headers = decoded;
		}
		return decoded;
	}

	@Override
	public byte[] body() {
		return this.message.getData();
	}

	@Override
	public @Nullable String replyTo() {
		return this.message.getReplyTo();
	}

	@Override
	public @Nullable Duration timeLeft() {
		return (this.budget != null) ? this.budget.left() : null;
	}

	boolean isExpired() {
		return this.budget != null && this.budget.isUp();
	}

	@Override
	public boolean isAnswered() {
		return this.answer == ANSWERED;
	}

	@Nullable Integer errorCode() {
		return this.errorCode;
	}

	@Override
	public void respond(byte[] body, MultiValueMap<String, String> headers) {
		Headers encoded = HeaderCodec.encode(headers);
		this.replies.checkSize(encoded, body);
		claim();
		if (encoded != null && encoded.containsKeyIgnoreCase(MicroHeaderNames.ERROR_CODE)) {
			noteError(encoded);
		}
		send(encoded, body);
	}

	@Override
	public void respondSuccess(int code, byte[] body, MultiValueMap<String, String> headers) {
		MultiValueMap<String, String> all = new LinkedMultiValueMap<>(headers);
		all.set(MicroHeaderNames.SUCCESS_CODE, Integer.toString(code));
		respond(body, all);
	}

	@Override
	public void respondError(ServiceError error) {
		String description = ErrorText.safe(error.description());
		Headers encoded = ErrorHeaders.of(error, description);
		this.replies.checkSize(encoded, error.body());
		claim();
		this.errorCode = error.code();
		this.processor.counters().error(error.code(), description);
		send(encoded, error.body());
	}

	private void claim() {
		if (!ANSWER.compareAndSet(this, OPEN, ANSWERED)) {
			throw new NatsMicroException("The request on '" + subject()
					+ "' was answered before, and a request has one answer: answer it in one place only");
		}
	}

	/**
	 * Counts an error that the handler made of headers itself.
	 * @param encoded the headers of the answer
	 */
	private void noteError(Headers encoded) {
		String text = String.join("", ErrorHeaders.values(encoded, MicroHeaderNames.ERROR));
		String code = String.join("", ErrorHeaders.values(encoded, MicroHeaderNames.ERROR_CODE));
		try {
			int number = Integer.parseInt(code.strip());
			this.errorCode = number;
			this.processor.counters().error(number, text);
		}
		catch (NumberFormatException ex) {
			this.errorCode = 0;
			this.processor.counters().error(0, text);
		}
	}

	private void send(@Nullable Headers encoded, byte[] body) {
		String replyTo = this.message.getReplyTo();
		if (replyTo != null && !replyTo.isEmpty()) {
			this.replies.publish(replyTo, encoded, body);
		}
	}

	@Override
	public String toString() {
		return "MicroRequest[subject=" + subject() + ", body=" + body().length + " bytes]";
	}

}
