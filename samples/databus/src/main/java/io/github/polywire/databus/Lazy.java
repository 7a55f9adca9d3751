package io.github.polywire.databus;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A client that is made when it is first used. Thread-safe.
 *
 * @param <T> the client
 */
final class Lazy<T> implements AutoCloseable {

	private final Supplier<T> maker;

	private final Consumer<T> closer;

	private final Lock lock = new ReentrantLock();

	private @Nullable T made;

	private boolean closed;

	Lazy(Supplier<T> maker, Consumer<T> closer) {
		this.maker = maker;
		this.closer = closer;
	}

	T get() {
		this.lock.lock();
		try {
			Assert.state(!this.closed, "The databus has been closed");
			T result = this.made;
			if (result == null) {
				result = this.maker.get();
				this.made = result;
			}
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.made != null) {
				this.closer.accept(this.made);
			}
			this.made = null;
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

}
