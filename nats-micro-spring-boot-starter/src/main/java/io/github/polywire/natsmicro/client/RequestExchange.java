package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroRequestTooLargeException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests to the connection, and replies to requests. While it is not connected
 * requests are held back, so that none is sent whose caller has given up. Thread-safe.
 */
final class RequestExchange implements ReplyInbox.Receiver {

	private static final Duration WATCH_PAUSE = Duration.ofMillis(10);

	private static final int WATCHED_PER_MILLI = 2000;

	private final Connection connection;

	private final Executor executor;

	private final ClientTimer timer;

	private final RequestFailures failures;

	private final CompletionQueue completions;

	private final BudgetHeaders budgets = new BudgetHeaders();

	private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();

	private final AtomicLong tokens = new AtomicLong();

	private final AtomicBoolean watching = new AtomicBoolean();

	private final ReentrantLock opening = new ReentrantLock();

	private volatile @Nullable ReplyInbox inbox;

	RequestExchange(Connection connection, Executor executor, ClientTimer timer) {
		this.connection = connection;
		this.executor = executor;
		this.timer = timer;
		this.failures = new RequestFailures(connection);
		this.completions = new CompletionQueue(executor, timer);
	}

	RequestFailures failures() {
		return this.failures;
	}

	/**
	 * Sends a request and waits for its answer.
	 * @param request the request
	 * @return the message that came
	 * @throws MicroRequestException if none came
	 */
	Message exchange(PendingRequest request) {
		add(request);
		try {
			if (isConnected()) {
				send(request);
			}
			else {
				request.watch();
				watch();
			}
			ReplyInbox current = this.inbox;
			if (current != null) {
				current.beforeWaiting();
			}
			return request.get(request.remainingNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException | CancellationException ex) {
			MicroRequestException failure = this.failures.of(request, ex);
			// It may have been made on another thread; the caller's frames are the ones
			// that help.
			failure.setStackTrace(new Throwable().getStackTrace());
			throw failure;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.failures.interrupted(request, ex);
		}
		finally {
			this.pending.remove(request.token());
			// Not to be sent any more.
			request.cancel(false);
		}
	}

	/**
	 * Sends a request whose caller does not wait: it ends in time by itself.
	 * @param request the request
	 * @param ended is told of the reply or the failure, on a thread where continuations
	 * may block
	 */
	void start(PendingRequest request, BiConsumer<@Nullable Message, @Nullable Throwable> ended) {
		add(request);
		request.watch();
		request.whenComplete((message, failure) -> {
			if (message != null) {
				ended.accept(message, null);
			}
			else {
				this.pending.remove(request.token());
				this.completions.add(() -> ended.accept(null, failure));
			}
		});
		if (isConnected()) {
			send(request);
		}
		if (!request.isDone()) {
			watch();
		}
	}

	private void add(PendingRequest request) {
		String token = Long.toString(this.tokens.incrementAndGet(), Character.MAX_RADIX);
		request.named(token);
		this.pending.put(token, request);
	}

	private boolean isConnected() {
		try {
			return this.connection.getStatus() == Connection.Status.CONNECTED;
		}
		catch (NatsMicroException ex) {
			// There is no connection yet.
			return false;
		}
	}

	private void send(PendingRequest request) {
		if (!request.startSending()) {
			return;
		}
		try {
			Headers headers = this.budgets.of(request.headers(), request.remainingMillis());
			long size = (long) request.body().length + headers.serializedLength();
			long maxPayload = this.connection.getMaxPayload();
			if (maxPayload > 0 && size > maxPayload) {
				throw new MicroRequestTooLargeException(request.subject(), size, maxPayload);
			}
			ReplyInbox open = openInbox();
			request.repliedTo(open);
			this.connection.publish(request.subject(), open.address(request.token()), headers, request.body());
			if (open.isEnded()) {
				lost(request);
			}
		}
		catch (RuntimeException ex) {
			request.completeExceptionally(ex);
		}
	}

	private ReplyInbox openInbox() {
		ReplyInbox current = this.inbox;
		if (current != null && !current.isEnded()) {
			return current;
		}
		this.opening.lock();
		try {
			current = this.inbox;
			if (current == null || current.isEnded()) {
				current = new ReplyInbox(this.connection, this.executor, this.timer, this);
				this.inbox = current;
				current.start();
			}
			return current;
		}
		finally {
			this.opening.unlock();
		}
	}

	@Override
	public void received(ReplyInbox inbox, String token, Message reply) {
		PendingRequest request = this.pending.remove(token);
		if (request == null) {
			// It comes late, or again.
			return;
		}
		if (request.isWatched()) {
			inbox.beforeContinuation();
		}
		request.complete(reply);
	}

	@Override
	public void ended(ReplyInbox inbox) {
		for (PendingRequest request : this.pending.values()) {
			if (request.isRepliedTo(inbox)) {
				lost(request);
			}
		}
	}

	private void lost(PendingRequest request) {
		request.completeExceptionally(this.failures.closed(request));
	}

	/**
	 * Looks at all requests now and then: a timer for each would cost more than the look.
	 */
	private void watch() {
		if (!this.watching.get() && this.watching.compareAndSet(false, true)) {
			Duration pause = WATCH_PAUSE.plusMillis(this.pending.size() / WATCHED_PER_MILLI);
			if (!this.timer.later(this::look, pause)) {
				this.watching.set(false);
				abandon();
			}
		}
	}

	private void look() {
		this.watching.set(false);
		boolean connected = isConnected();
		boolean more = false;
		for (PendingRequest request : this.pending.values()) {
			if (request.remainingNanos() <= 0) {
				request.completeExceptionally(this.failures.of(request, new TimeoutException()));
			}
			else {
				more = more || request.isWatched();
				if (connected && !request.isSent()) {
					send(request);
				}
			}
		}
		if (more) {
			watch();
		}
	}

	/**
	 * Ends the requests that were not sent, and those whose callers do not wait.
	 */
	void abandon() {
		for (PendingRequest request : this.pending.values()) {
			if (request.isWatched()) {
				request.completeExceptionally(this.failures.stopping(request));
			}
		}
	}

	/**
	 * Ends the requests, and what takes replies.
	 */
	void close() {
		abandon();
		ReplyInbox current = this.inbox;
		if (current != null) {
			current.close();
		}
	}

}
