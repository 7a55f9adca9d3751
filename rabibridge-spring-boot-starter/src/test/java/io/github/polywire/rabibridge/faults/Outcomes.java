package io.github.polywire.rabibridge.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.rabibridge.RemoteCallException;

/**
 * How calls ended. Thread-safe.
 */
final class Outcomes {

	private final AtomicInteger answered = new AtomicInteger();

	private final Map<String, AtomicInteger> failures = new ConcurrentSkipListMap<>();

	private final List<Throwable> unexpected = new ArrayList<>();

	void answered() {
		this.answered.incrementAndGet();
	}

	void failed(Throwable failure) {
		this.failures.computeIfAbsent(failure.getClass().getSimpleName(), (key) -> new AtomicInteger())
			.incrementAndGet();
		if (!(failure instanceof RemoteCallException) || failure.getClass() == RemoteCallException.class) {
			unexpected(failure);
		}
	}

	synchronized void unexpected(Throwable failure) {
		this.unexpected.add(failure);
	}

	synchronized void add(Outcomes other) {
		this.answered.addAndGet(other.answered.get());
		other.failures.forEach((name, count) -> this.failures.computeIfAbsent(name, (key) -> new AtomicInteger())
			.addAndGet(count.get()));
		this.unexpected.addAll(other.unexpected);
	}

	int answeredCount() {
		return this.answered.get();
	}

	int failedCount() {
		return this.failures.values().stream().mapToInt(AtomicInteger::get).sum();
	}

	int failedCount(Class<? extends Throwable> type) {
		AtomicInteger count = this.failures.get(type.getSimpleName());
		return (count != null) ? count.get() : 0;
	}

	synchronized List<Throwable> unexpected() {
		return List.copyOf(this.unexpected);
	}

	@Override
	public String toString() {
		return "answered=" + this.answered + " failed=" + this.failures;
	}

}
