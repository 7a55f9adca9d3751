package io.github.polywire.metricq.listener;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Handles chunks side by side, those of one metric one after the other. How many wait is
 * bounded by what the broker sends ahead. Thread-safe.
 */
final class Lanes {

	private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

	private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final List<Lane> lanes = new ArrayList<>();

	private final Executor executor;

	private final int batchSize;

	private final Consumer<List<DeliveredChunk>> handler;

	private volatile boolean paused;

	/**
	 * Creates lanes.
	 * @param count how many
	 * @param batchSize how many chunks are handled in one call at most
	 * @param executor runs the handler, with a thread for each lane
	 * @param handler handles and settles chunks, and throws nothing
	 */
	Lanes(int count, int batchSize, Executor executor, Consumer<List<DeliveredChunk>> handler) {
		this.executor = executor;
		this.batchSize = batchSize;
		this.handler = handler;
		for (int i = 0; i < count; i++) {
			this.lanes.add(new Lane());
		}
	}

	void dispatch(DeliveredChunk chunk) {
		int hash = chunk.chunk().metric().hashCode();
		this.lanes.get(Math.floorMod(hash ^ (hash >>> 16), this.lanes.size())).add(chunk);
	}

	/**
	 * Lets chunks wait, or handles them again. What is being handled is not interrupted.
	 * @param pause whether to pause
	 */
	void pause(boolean pause) {
		this.paused = pause;
		if (!pause) {
			this.lanes.forEach(Lane::runIfNeeded);
		}
	}

	int waiting() {
		return this.lanes.stream().mapToInt(Lane::size).sum();
	}

	private final class Lane {

		private final Deque<DeliveredChunk> queue = new ArrayDeque<>();

		private boolean running;

		private long endedNanos = System.nanoTime() - BUSY_NANOS;

		private synchronized void add(DeliveredChunk chunk) {
			this.queue.add(chunk);
			runIfNeeded();
		}

		private synchronized int size() {
			return this.queue.size();
		}

		private synchronized void runIfNeeded() {
			if (this.running || Lanes.this.paused || this.queue.isEmpty()) {
				return;
			}
			this.running = true;
			try {
				Lanes.this.executor.execute(this::run);
			}
			catch (RejectedExecutionException ex) {
				// Stopped: the broker delivers again what was not settled.
				this.running = false;
			}
		}

		private void run() {
			boolean busy = System.nanoTime() - this.endedNanos < BUSY_NANOS;
			List<DeliveredChunk> batch = next(false);
			while (!batch.isEmpty()) {
				Lanes.this.handler.accept(batch);
				batch = next(busy);
				if (batch.isEmpty() && busy) {
					LockSupport.parkNanos(this, GATHERING_NANOS);
					batch = next(false);
				}
			}
		}

		private synchronized List<DeliveredChunk> next(boolean again) {
			if (Lanes.this.paused || this.queue.isEmpty()) {
				this.running = again;
				this.endedNanos = System.nanoTime();
				return List.of();
			}
			int size = Math.min(this.queue.size(), Lanes.this.batchSize);
			List<DeliveredChunk> batch = new ArrayList<>(size);
			for (int i = 0; i < size; i++) {
				batch.add(this.queue.remove());
			}
			return batch;
		}

	}

}
