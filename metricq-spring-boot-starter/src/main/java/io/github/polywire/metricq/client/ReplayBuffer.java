package io.github.polywire.metricq.client;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.metricq.connection.PublishChannel;
import org.jspecify.annotations.Nullable;

/**
 * Chunks in the order in which they were accepted: those that were sent and wait for the
 * broker's confirmation, then those that were not sent. What was sent on a channel that
 * is lost is sent again, before anything else. Thread-safe.
 */
final class ReplayBuffer {

	private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

	private static final int GATHERED = 32;

	private final long capacity;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Condition sendable = this.lock.newCondition();

	private final Deque<OutgoingChunk> inFlight = new ArrayDeque<>();

	private final Deque<OutgoingChunk> unsent = new ArrayDeque<>();

	private long size;

	private long nextSequence = 1;

	private long accepted;

	private @Nullable PublishChannel channel;

	private boolean paused;

	private boolean gathering;

	private boolean ended;

	private long sentPoints;

	private long sentChunks;

	private long replayedChunks;

	private long droppedPoints;

	private long refusedPoints;

	ReplayBuffer(long capacity) {
		this.capacity = capacity;
	}

	/**
	 * Adds a chunk if there is room. An empty buffer has room for any chunk.
	 * @param chunk the chunk
	 * @param waitNanos how long to wait for room
	 * @return whether it was added
	 */
	boolean offer(OutgoingChunk chunk, long waitNanos) {
		this.lock.lock();
		try {
			long left = waitNanos;
			while (!hasRoom(chunk)) {
				if (left <= 0 || this.ended) {
					return false;
				}
				left = this.changed.awaitNanos(left);
			}
			add(chunk);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds a chunk and drops the oldest to make room for it: first of those that were not
	 * sent; else the oldest that waits for its confirmation is forgotten and will not be
	 * sent again.
	 * @param chunk the chunk
	 */
	void force(OutgoingChunk chunk) {
		this.lock.lock();
		try {
			while (!hasRoom(chunk)) {
				OutgoingChunk oldest = !this.unsent.isEmpty() ? this.unsent.poll() : this.inFlight.poll();
				if (oldest != null && !oldest.isSettled()) {
					this.size -= oldest.size();
					this.droppedPoints += oldest.points();
				}
			}
			add(chunk);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasRoom(OutgoingChunk chunk) {
		return this.size == 0 || this.size + chunk.size() <= this.capacity;
	}

	private void add(OutgoingChunk chunk) {
		chunk.order(++this.accepted);
		this.unsent.add(chunk);
		this.size += chunk.size();
		if (this.gathering ? this.unsent.size() == GATHERED : this.unsent.size() == 1) {
			this.sendable.signal();
		}
	}

	/**
	 * Takes the next chunks to send, and waits until there are some and a channel. Chunks
	 * that come soon after the last were taken are let gather for a moment: to wake a
	 * thread for each costs more than to send it.
	 * @param batch takes the chunks
	 * @param limit how many at most
	 * @return the channel to send them on, or {@code null} if the buffer was ended
	 * @throws InterruptedException if the thread was interrupted
	 */
	@Nullable PublishChannel take(List<OutgoingChunk> batch, int limit) throws InterruptedException {
		this.lock.lock();
		try {
			gather();
			while (!this.ended && (this.channel == null || this.paused || this.unsent.isEmpty())) {
				this.sendable.await();
			}
			if (this.ended) {
				return null;
			}
			fill(batch, limit);
			return this.channel;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void gather() throws InterruptedException {
		this.gathering = true;
		try {
			long left = GATHERING_NANOS;
			while (!this.ended && left > 0 && this.unsent.size() < GATHERED) {
				left = this.sendable.awaitNanos(left);
			}
		}
		finally {
			this.gathering = false;
		}
	}

	/**
	 * Takes more chunks to send on a channel, without waiting.
	 * @param batch takes the chunks
	 * @param limit how many at most
	 * @param on the channel
	 * @return whether there are any, and the channel is still the one to send on
	 */
	boolean poll(List<OutgoingChunk> batch, int limit, PublishChannel on) {
		this.lock.lock();
		try {
			if (this.channel != on || this.paused || this.ended) {
				return false;
			}
			fill(batch, limit);
			return !batch.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void fill(List<OutgoingChunk> batch, int limit) {
		while (batch.size() < limit && !this.unsent.isEmpty()) {
			OutgoingChunk chunk = this.unsent.remove();
			chunk.sequence(this.nextSequence++);
			this.inFlight.add(chunk);
			batch.add(chunk);
		}
	}

	/**
	 * A channel is open, whose confirmations count from 1.
	 * @param opened the channel
	 */
	void opened(PublishChannel opened) {
		this.lock.lock();
		try {
			requeue();
			this.nextSequence = 1;
			this.channel = opened;
			this.paused = false;
			this.sendable.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A channel is gone: what it did not confirm will be sent again.
	 * @param lost the channel
	 * @param refused whether the broker closed it because of a chunk: of those that it
	 * did not confirm, that is the largest, and it would be refused again
	 */
	void lost(PublishChannel lost, boolean refused) {
		this.lock.lock();
		try {
			if (this.channel == lost) {
				this.channel = null;
				if (refused) {
					this.inFlight.stream()
						.filter((chunk) -> !chunk.isSettled())
						.max(Comparator.comparingLong(OutgoingChunk::size))
						.ifPresent((chunk) -> settle(chunk, false));
				}
				requeue();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void requeue() {
		Iterator<OutgoingChunk> newestFirst = this.inFlight.descendingIterator();
		while (newestFirst.hasNext()) {
			OutgoingChunk chunk = newestFirst.next();
			if (!chunk.isSettled()) {
				this.unsent.addFirst(chunk);
				this.replayedChunks++;
			}
		}
		this.inFlight.clear();
	}

	/**
	 * The broker takes no messages at present, or takes them again.
	 * @param pause whether to pause
	 */
	void pause(boolean pause) {
		this.lock.lock();
		try {
			this.paused = pause;
			this.sendable.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The broker answered chunks.
	 * @param on the channel that they were sent on
	 * @param sequence the chunk's sequence number
	 * @param multiple whether all before it are answered too
	 * @param confirmed whether the broker took them
	 */
	void settle(PublishChannel on, long sequence, boolean multiple, boolean confirmed) {
		this.lock.lock();
		try {
			if (this.channel != on) {
				return;
			}
			Iterator<OutgoingChunk> oldestFirst = this.inFlight.iterator();
			while (oldestFirst.hasNext()) {
				OutgoingChunk chunk = oldestFirst.next();
				if (chunk.sequence() > sequence) {
					break;
				}
				if (multiple || chunk.sequence() == sequence) {
					settle(chunk, confirmed);
				}
			}
			while (!this.inFlight.isEmpty() && this.inFlight.peek().isSettled()) {
				this.inFlight.poll();
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settle(OutgoingChunk chunk, boolean confirmed) {
		if (chunk.isSettled()) {
			return;
		}
		chunk.settle(confirmed);
		this.size -= chunk.size();
		if (confirmed) {
			this.sentPoints += chunk.points();
			this.sentChunks++;
		}
		else {
			this.refusedPoints += chunk.points();
		}
	}

	/**
	 * Waits until the broker has answered all that was added before, or it was dropped.
	 * @param nanos how long to wait
	 * @return whether it has
	 */
	boolean awaitSettled(long nanos) {
		this.lock.lock();
		try {
			long last = this.accepted;
			long left = nanos;
			while (oldestUnsettled() <= last) {
				if (left <= 0 || this.ended) {
					return false;
				}
				left = this.changed.awaitNanos(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private long oldestUnsettled() {
		OutgoingChunk oldest = !this.inFlight.isEmpty() ? this.inFlight.peek() : this.unsent.peek();
		return (oldest != null) ? oldest.order() : Long.MAX_VALUE;
	}

	/**
	 * Ends whoever waits, or lets them wait again.
	 * @param end whether to end them
	 */
	void end(boolean end) {
		this.lock.lock();
		try {
			this.ended = end;
			this.sendable.signalAll();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	SourceCounts counts() {
		this.lock.lock();
		try {
			int waiting = this.unsent.size();
			for (OutgoingChunk chunk : this.inFlight) {
				waiting += chunk.isSettled() ? 0 : 1;
			}
			return new SourceCounts(this.sentPoints, this.sentChunks, this.replayedChunks, this.droppedPoints,
					this.refusedPoints, waiting, this.size);
		}
		finally {
			this.lock.unlock();
		}
	}

}
