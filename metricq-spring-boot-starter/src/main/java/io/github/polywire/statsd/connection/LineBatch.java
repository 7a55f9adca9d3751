package io.github.polywire.statsd.connection;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Lines that were taken from the queue and are being written. A line counts as written
 * with its last byte; one that was begun and not ended is written again from its first.
 * Not thread-safe.
 */
final class LineBatch {

	private static final int MAX_LINES = 8192;

	private final int maxBytes;

	private final ByteBuffer bytes;

	private final int[] ends = new int[MAX_LINES];

	private int count;

	private int written;

	/** Taken from the queue, and did not fit. */
	private byte @Nullable [] next;

	/**
	 * Creates an empty batch.
	 * @param maxBytes how many bytes to collect, if one line alone does not have more
	 * @param maxLineBytes what one line may have
	 */
	LineBatch(int maxBytes, int maxLineBytes) {
		this.maxBytes = maxBytes;
		this.bytes = ByteBuffer.allocateDirect(Math.max(maxBytes, maxLineBytes));
		this.bytes.flip();
	}

	/**
	 * Takes as many lines as fit, if all of the last were written.
	 * @param queue where to take them from
	 */
	void refill(LineQueue queue) {
		if (!isWritten()) {
			return;
		}
		this.bytes.clear();
		this.count = 0;
		this.written = 0;
		while (this.count < MAX_LINES) {
			if (this.next == null) {
				this.next = queue.poll();
			}
			if (this.next == null || !fits(this.next)) {
				break;
			}
			this.bytes.put(this.next);
			this.next = null;
			this.ends[this.count++] = this.bytes.position();
		}
		this.bytes.flip();
	}

	private boolean fits(byte[] line) {
		return this.count == 0 || this.bytes.position() + line.length <= this.maxBytes;
	}

	boolean isWritten() {
		return this.written == this.count;
	}

	/**
	 * What remains to be written. Whoever writes moves its position.
	 * @return the bytes
	 */
	ByteBuffer bytes() {
		return this.bytes;
	}

	/**
	 * Counts the lines that have been written since the last call.
	 * @return the number
	 */
	int settle() {
		int before = this.written;
		while (this.written < this.count && this.ends[this.written] <= this.bytes.position()) {
			this.written++;
		}
		return this.written - before;
	}

	/**
	 * Goes back to the beginning of the first line that was not written to its end.
	 */
	void rewindToLine() {
		this.bytes.position((this.written > 0) ? this.ends[this.written - 1] : 0);
	}

	/**
	 * How many lines were taken and not written.
	 * @return the number
	 */
	int heldCount() {
		return this.count - this.written + ((this.next != null) ? 1 : 0);
	}

	/**
	 * Forgets all lines.
	 */
	void clear() {
		this.bytes.clear().flip();
		this.count = 0;
		this.written = 0;
		this.next = null;
	}

}
