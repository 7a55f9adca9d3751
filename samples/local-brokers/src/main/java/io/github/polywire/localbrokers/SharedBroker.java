package io.github.polywire.localbrokers;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Holds the one broker of its kind that a JVM shares, started when it is first asked for.
 * A start that failed is tried again by who asks next, so that everybody gets to see why.
 *
 * @param <B> the kind of broker
 */
final class SharedBroker<B extends LocalBroker> {

	private final Supplier<B> starter;

	private final Lock lock = new ReentrantLock();

	private @Nullable B broker;

	SharedBroker(Supplier<B> starter) {
		this.starter = starter;
	}

	B get() {
		this.lock.lock();
		try {
			B result = this.broker;
			if (result == null) {
				result = this.starter.get();
				result.markShared();
				this.broker = result;
			}
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

}
