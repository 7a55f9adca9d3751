package io.github.polywire.dxlstreaming.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.polywire.dxlstreaming.StopException;

/**
 * Wakes those who wait when they are to end. Thread-safe.
 */
public final class StopSignal {

	private final CountDownLatch latch = new CountDownLatch(1);

	/**
	 * Tells all to end.
	 */
	public void set() {
		this.latch.countDown();
	}

	/**
	 * Whether it was told to end.
	 * @return whether
	 */
	public boolean isSet() {
		return this.latch.getCount() == 0;
	}

	/**
	 * Waits.
	 * @param time how long
	 * @throws StopException if told to end, or interrupted, meanwhile
	 */
	public void pause(Duration time) {
		try {
			if (this.latch.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new StopException("Stopped while waiting", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StopException("Interrupted while waiting", ex);
		}
	}

}
