package io.github.polywire.metricq.listener;

import java.util.concurrent.TimeUnit;

/**
 * Counts what came and is not settled. Thread-safe.
 */
final class InFlight {

	private int count;

	synchronized void added() {
		this.count++;
	}

	synchronized void removed(int settled) {
		this.count -= settled;
		if (this.count <= 0) {
			notifyAll();
		}
	}

	synchronized void reset() {
		this.count = 0;
	}

	synchronized int count() {
		return this.count;
	}

	synchronized boolean awaitNone(long nanos) {
		long deadline = System.nanoTime() + nanos;
		try {
			while (this.count > 0) {
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return false;
				}
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
