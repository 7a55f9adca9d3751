package io.github.polywire.rabibridge.listener;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.connection.RateLimitedLog;
import io.github.polywire.rabibridge.observation.DefaultRemoteCallReplyConvention;
import io.github.polywire.rabibridge.observation.DefaultRemoteCallServerConvention;
import io.github.polywire.rabibridge.observation.RemoteCallObservation;
import io.github.polywire.rabibridge.observation.RemoteCallReplyContext;
import io.github.polywire.rabibridge.observation.RemoteCallReplyConvention;
import io.github.polywire.rabibridge.observation.RemoteCallServerContext;
import io.github.polywire.rabibridge.observation.RemoteCallServerConvention;
import io.github.polywire.rabibridge.wire.CallMessage;
import io.github.polywire.rabibridge.wire.ReplyMessage;
import io.github.polywire.rabibridge.wire.WireFormatException;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request from its bytes to its acknowledgement: decodes, executes, replies, and
 * answers whatever goes wrong on the way with one sentence.
 */
final class CallProcessor implements Reply.Outcome {

	private static final Log logger = LogFactory.getLog(CallProcessor.class);

	private static final RemoteCallServerConvention DEFAULT_SERVER = new DefaultRemoteCallServerConvention();

	private static final RemoteCallReplyConvention DEFAULT_REPLY = new DefaultRemoteCallReplyConvention();

	/**
	 * With up to this many calls in flight a reply is written at once; with more, replies
	 * that come together share a write.
	 */
	private static final int FEW_CALLS = 2;

	private final FunctionKey function;

	private final RequestHandler handler;

	private final ServerContext context;

	private final FunctionCounters counters;

	private final RateLimitedLog requestLog = new RateLimitedLog(logger);

	private final RateLimitedLog handlerLog = new RateLimitedLog(logger);

	private final RateLimitedLog replyLog = new RateLimitedLog(logger);

	CallProcessor(FunctionKey function, RequestHandler handler, ServerContext context, FunctionCounters counters) {
		this.function = function;
		this.handler = handler;
		this.context = context;
		this.counters = counters;
	}

	/**
	 * Processes a request.
	 * @param delivery the request
	 * @param ended is run when the handler has ended
	 */
	void process(Delivery delivery, Runnable ended) {
		FunctionConsumer consumer = delivery.consumer();
		boolean connected = consumer.session().isOpen();
		if (!connected || consumer.isGivenUp()) {
			if (connected && consumer.isQueueGone()) {
				reply(delivery, error("The server stopped before it executed the call"));
			}
			else {
				// It will be delivered again.
				settle();
			}
			ended.run();
			return;
		}
		if (!delivery.hasReplyTo()) {
			this.counters.withoutReplyTo.increment();
			this.requestLog.warn(() -> "A request for " + this.function + " has no reply address and is rejected");
			delivery.consumer().reject(delivery);
			settle();
			ended.run();
			return;
		}
		if (delivery.redelivered()) {
			this.counters.redelivered.increment();
		}
		if (delivery.isExpired()) {
			this.counters.expired.increment();
			reply(delivery, error("The call waited longer than its caller does and was not executed"));
			ended.run();
			return;
		}
		CallMessage call = decode(delivery);
		if (call != null) {
			execute(delivery, call, ended);
		}
		else {
			ended.run();
		}
	}

	/**
	 * Decodes a request, or answers what cannot be decoded. A serialiser of the
	 * application may throw anything.
	 * @param delivery the request
	 * @return the call, or {@code null} if it was answered
	 */
	private @Nullable CallMessage decode(Delivery delivery) {
		String problem;
		try {
			this.context.codec().checkSize(delivery.bodySize());
			return this.context.codec().decodeCall(delivery.body());
		}
		catch (WireFormatException ex) {
			problem = ex.getMessage();
		}
		catch (Throwable ex) {
			this.handlerLog.warn(() -> "The serializer failed on a request for " + this.function, ex);
			problem = "The request cannot be decoded: " + ex.getClass().getSimpleName();
		}
		this.counters.invalid.increment();
		String told = problem;
		this.requestLog.warn(() -> "A request for " + this.function + " cannot be decoded: " + told);
		reply(delivery, error(told));
		return null;
	}

	private void execute(Delivery delivery, CallMessage call, Runnable ended) {
		Observation observation = startObservation(
				() -> RemoteCallObservation.SERVER.observation(this.context.serverConvention(), DEFAULT_SERVER,
						() -> new RemoteCallServerContext(this.function, delivery.correlationId(), delivery.headers()),
						this.context.observations()));
		Object result;
		try (Observation.Scope scope = observation.openScope()) {
			result = this.handler.handle(call, delivery);
		}
		catch (Throwable ex) {
			finish(delivery, observation, null, ex, ended);
			return;
		}
		if (result instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> finish(delivery, observation, value, failure, ended));
		}
		else {
			finish(delivery, observation, result, null, ended);
		}
	}

	private void finish(Delivery delivery, Observation observation, @Nullable Object value, @Nullable Throwable failure,
			Runnable ended) {
		try (Observation.Scope scope = observation.openScope()) {
			if (failure != null && delivery.consumer().isGivenUp() && !delivery.consumer().isQueueGone()) {
				// Interrupted at the end of a stop, perhaps. Who gets the call next
				// answers it.
				observation.error(failure);
				settle();
				return;
			}
			ReplyMessage message = new ReplyMessage(ReplyMessage.OK, value);
			if (failure != null) {
				Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
						? failure.getCause() : failure;
				observation.error(cause);
				message = errorOf(cause);
			}
			reply(delivery, message);
		}
		finally {
			try {
				observation.stop();
			}
			finally {
				ended.run();
			}
		}
	}

	private ReplyMessage errorOf(Throwable failure) {
		if (failure instanceof CallArgumentException) {
			this.counters.invalid.increment();
			this.requestLog.warn(() -> "A call of " + this.function + " has wrong arguments: " + failure.getMessage());
			return error(failure.getMessage());
		}
		try {
			this.handlerLog.warn(() -> "The handler of " + this.function + " failed", failure);
			return error(textOf(failure));
		}
		catch (Throwable ex) {
			// The exception cannot even be asked for its message.
			return error(failure.getClass().getSimpleName());
		}
	}

	private String textOf(Throwable failure) {
		if (this.context.settings().includeStackTrace()) {
			StringWriter trace = new StringWriter();
			failure.printStackTrace(new PrintWriter(trace));
			return trace.toString();
		}
		return failure.getClass().getSimpleName() + ((failure.getMessage() != null) ? ": " + failure.getMessage() : "");
	}

	private static ReplyMessage error(@Nullable String text) {
		return new ReplyMessage(ReplyMessage.ERROR, text);
	}

	private void reply(Delivery delivery, ReplyMessage message) {
		byte[] body;
		boolean isError = message.code() != ReplyMessage.OK;
		try {
			ReplyMessage encodable = isError ? message
					: new ReplyMessage(message.code(), this.handler.toWireValue(message.value()));
			body = this.context.codec().encodeReply(encodable);
		}
		catch (Throwable ex) {
			isError = true;
			this.handlerLog.warn(() -> "The result of " + this.function + " cannot be sent", ex);
			String reason = (ex instanceof WireFormatException) ? ex.getMessage() : ex.getClass().getSimpleName();
			body = encodeError("The function was executed, but its result cannot be sent: " + reason);
			if (body == null) {
				this.counters.lostReplies.increment();
				delivery.consumer().reject(delivery);
				settle();
				return;
			}
		}
		if (isError) {
			this.counters.errors.increment();
		}
		Map<String, Object> headers = new HashMap<>();
		Observation observation = startObservation(
				() -> RemoteCallObservation.REPLY.observation(this.context.replyConvention(), DEFAULT_REPLY,
						() -> new RemoteCallReplyContext(this.function, delivery.correlationId(), headers),
						this.context.observations()));
		Reply reply = new Reply(delivery, body, headers, this.context.replies().newMessageId(), false, this);
		this.context.replies().publish(reply, this.counters.inFlight.get() <= FEW_CALLS);
		observation.stop();
	}

	/**
	 * Encodes an error, which a serialiser of the application may fail to do.
	 * @param text the error
	 * @return the body, or {@code null} if there is none
	 */
	private byte @Nullable [] encodeError(String text) {
		try {
			return this.context.codec().encodeReply(error(text));
		}
		catch (Throwable ex) {
			this.handlerLog.warn(() -> "An error of " + this.function + " cannot be sent; its caller gets no reply",
					ex);
			return null;
		}
	}

	/**
	 * Starts an observation. A convention of the application that fails does not fail the
	 * call.
	 * @param observation makes the observation
	 * @return the observation
	 */
	private Observation startObservation(Supplier<Observation> observation) {
		if (this.context.observations().isNoop()) {
			return Observation.NOOP;
		}
		try {
			return observation.get().start();
		}
		catch (RuntimeException ex) {
			this.handlerLog.warn(() -> "A call of " + this.function + " cannot be observed", ex);
			return Observation.NOOP;
		}
	}

	@Override
	public void confirmed(Reply reply) {
		this.counters.calls.increment();
		acknowledge(reply.delivery());
	}

	@Override
	public void refused(Reply reply) {
		this.counters.lostReplies.increment();
		this.replyLog.warn(() -> "The broker refused a reply of " + this.function + "; its caller gets none");
		acknowledge(reply.delivery());
	}

	@Override
	public void unsendable(Reply reply, Exception cause) {
		this.counters.lostReplies.increment();
		this.replyLog.warn(() -> "A reply of " + this.function + " cannot be sent, and its caller gets none: "
				+ cause.getMessage());
		acknowledge(reply.delivery());
	}

	@Override
	public void lost(Reply reply, Throwable cause, boolean suspect) {
		Delivery delivery = reply.delivery();
		boolean channelOnly = cause instanceof ShutdownSignalException signal && !signal.isHardError();
		if (channelOnly && delivery.consumer().session().isOpen()) {
			replyAfterChannelWasClosed(reply, delivery, suspect);
			return;
		}
		this.counters.lostReplies.increment();
		settle();
	}

	/**
	 * The broker closes a channel over one message that it does not like, for instance
	 * because it is too large. Its caller is told in few bytes; the other replies are
	 * published again, as nobody knows whether they arrived.
	 * @param reply the reply that was lost
	 * @param delivery its request
	 * @param suspect whether the reply is the one that the broker did not like
	 */
	private void replyAfterChannelWasClosed(Reply reply, Delivery delivery, boolean suspect) {
		if (!suspect) {
			this.context.replies().publishWhenOpen(reply);
			return;
		}
		if (reply.isReplacement()) {
			this.counters.lostReplies.increment();
			acknowledge(delivery);
			return;
		}
		byte[] body = encodeError("The function was executed, but the broker did not take its reply");
		if (body == null) {
			this.counters.lostReplies.increment();
			acknowledge(delivery);
			return;
		}
		this.context.replies()
			.publishWhenOpen(
					new Reply(delivery, body, new HashMap<>(), this.context.replies().newMessageId(), true, this));
	}

	private void acknowledge(Delivery delivery) {
		delivery.consumer().acknowledge(delivery);
		settle();
	}

	private void settle() {
		this.counters.inFlight.decrementAndGet();
	}

}
