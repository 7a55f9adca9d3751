package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroRequestTooLargeException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

/**
 * Brings requests to the connection. While it is not connected they are held back, so
 * that none is sent whose caller has given up. Thread-safe.
 */
final class RequestExchange {

	private static final Duration WATCH_PAUSE = Duration.ofMillis(10);

	private static final int WATCHED_PER_MILLI = 2000;

	private final Connection connection;

	private final ClientTimer timer;

	private final RequestFailures failures;

	private final Set<PendingRequest> watched = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean watching = new AtomicBoolean();

	RequestExchange(Connection connection, ClientTimer timer) {
		this.connection = connection;
		this.timer = timer;
		this.failures = new RequestFailures(connection);
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
		if (isConnected()) {
			send(request);
		}
		else {
			watch(request);
		}
		try {
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
			if (!request.isDone()) {
				request.abandon();
			}
		}
	}

	/**
	 * Sends a request whose caller does not wait: it ends in time by itself.
	 * @param request the request
	 */
	void start(PendingRequest request) {
		if (isConnected()) {
			send(request);
		}
		if (!request.isDone()) {
			watch(request);
		}
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
			long millis = request.remainingMillis();
			Headers headers = request.headers();
			if (headers != null) {
				headers.put(MicroHeaderNames.TIMEOUT_MS, Long.toString(millis));
			}
			long size = (long) request.body().length + ((headers != null) ? headers.serializedLength() : 0);
			long maxPayload = this.connection.getMaxPayload();
			if (maxPayload > 0 && size > maxPayload) {
				throw new MicroRequestTooLargeException(request.subject(), size, maxPayload);
			}
			request.sentAs(this.connection.requestWithTimeout(request.subject(), headers, request.body(),
					Duration.ofMillis(millis)));
		}
		catch (RuntimeException ex) {
			request.completeExceptionally(ex);
		}
	}

	/**
	 * Looks at all requests now and then: a timer for each would cost more than the look.
	 * @param request one more request to look at
	 */
	private void watch(PendingRequest request) {
		this.watched.add(request);
		request.whenComplete((message, failure) -> this.watched.remove(request));
		watch();
	}

	private void watch() {
		if (!this.watching.get() && this.watching.compareAndSet(false, true)) {
			Duration pause = WATCH_PAUSE.plusMillis(this.watched.size() / WATCHED_PER_MILLI);
			if (!this.timer.later(this::look, pause)) {
				this.watching.set(false);
				abandonWatched();
			}
		}
	}

	private void look() {
		this.watching.set(false);
		boolean connected = isConnected();
		for (PendingRequest request : this.watched) {
			if (request.remainingNanos() <= 0) {
				request.completeExceptionally(this.failures.of(request, new TimeoutException()));
				request.abandon();
			}
			else if (connected && !request.isSent()) {
				send(request);
			}
		}
		if (!this.watched.isEmpty()) {
			watch();
		}
	}

	/**
	 * Ends the requests that were not sent, and those whose callers do not wait.
	 */
	void abandonWatched() {
		for (PendingRequest request : this.watched) {
			request.completeExceptionally(this.failures.stopping(request));
			request.abandon();
		}
	}

}
