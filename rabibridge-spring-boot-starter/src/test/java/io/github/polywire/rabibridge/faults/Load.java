package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.awaitility.Awaitility;

/**
 * Callers that call one function without pause, each with one call in flight: half of
 * them blocking, half of them not. Every call has a number of its own, its argument,
 * which must come back.
 */
final class Load {

	private static final AtomicInteger numbers = new AtomicInteger();

	private static final Duration SLACK = Duration.ofSeconds(2);

	private final RemoteCallOperations operations;

	private final String function;

	private final int callers;

	private final Duration timeout;

	private final Outcomes outcomes = new Outcomes();

	private final Set<CompletableFuture<Void>> running = ConcurrentHashMap.newKeySet();

	private volatile boolean stopping;

	Load(RemoteCallOperations operations, String function, int callers, Duration timeout) {
		this.operations = operations;
		this.function = function;
		this.callers = callers;
		this.timeout = timeout;
	}

	Load start() {
		for (int i = 0; i < this.callers; i++) {
			CompletableFuture<Void> ended = new CompletableFuture<>();
			this.running.add(ended);
			Thread thread = new Thread(() -> run(ended), "load-" + i);
			thread.setDaemon(true);
			boolean blocking = i % 2 == 0;
			if (blocking) {
				thread.start();
			}
			else {
				callLater(ended);
			}
		}
		return this;
	}

	private void run(CompletableFuture<Void> ended) {
		while (!this.stopping) {
			int number = numbers.incrementAndGet();
			long started = System.nanoTime();
			try {
				note(number, this.operations.call(request(number), Integer.class), null, started);
			}
			catch (Throwable ex) {
				note(number, null, ex, started);
			}
		}
		ended.complete(null);
	}

	private void callLater(CompletableFuture<Void> ended) {
		if (this.stopping) {
			ended.complete(null);
			return;
		}
		int number = numbers.incrementAndGet();
		long started = System.nanoTime();
		this.operations.callAsync(request(number), Integer.class).whenComplete((value, failure) -> {
			note(number, value, failure, started);
			// Not from here: a call that fails at once would call itself.
			CompletableFuture.runAsync(() -> callLater(ended));
		});
	}

	private RemoteCallRequest request(int number) {
		return RemoteCallRequest.to(this.function).arg(number).timeout(this.timeout);
	}

	private void note(int number, Integer value, Throwable failure, long started) {
		Duration taken = Duration.ofNanos(System.nanoTime() - started);
		if (taken.compareTo(this.timeout.plus(SLACK)) > 0) {
			this.outcomes.unexpected(new AssertionError("Call " + number + " took " + taken));
		}
		if (failure != null) {
			this.outcomes.failed((failure instanceof CompletionException) ? failure.getCause() : failure);
			return;
		}
		if (!Objects.equals(value, number)) {
			this.outcomes.unexpected(new AssertionError("Call " + number + " was answered with " + value));
		}
		this.outcomes.answered();
	}

	Outcomes outcomes() {
		return this.outcomes;
	}

	void awaitAnswers(int count) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.outcomes.answeredCount() >= count);
	}

	void awaitAnswersAfterNow(int count) {
		awaitAnswers(this.outcomes.answeredCount() + count);
	}

	/**
	 * Makes no more calls and waits for those in flight.
	 * @param patience how long to wait
	 * @return how all calls ended
	 */
	Outcomes stop(Duration patience) {
		this.stopping = true;
		CompletableFuture<Void> all = CompletableFuture.allOf(this.running.toArray(CompletableFuture[]::new));
		try {
			all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			long left = this.running.stream().filter((caller) -> !caller.isDone()).count();
			this.outcomes.unexpected(new AssertionError(left + " callers hang", ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.outcomes;
	}

}
