package io.github.polywire.statsd.connection;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Knows how many lines were written to a connection so lately that they may not have been
 * read when it was lost. StatsD has no acknowledgement, so these are the lines of the
 * last moments; and if the peer was not keeping up, as many as the buffers on both sides
 * can hold. Not thread-safe.
 */
final class AtRiskWindow {

	/** What a receive buffer may grow to by default on Linux. */
	private static final long PEER_BUFFER_BYTES = 6L << 20;

	private static final int SLOTS = 16;

	private static final int STEPS = 256;

	private final long slotNanos;

	private final long[] slots = new long[SLOTS + 1];

	private final long[] slotLines = new long[SLOTS + 1];

	private final long bufferBytes;

	private final long stepBytes;

	private final long[] linesAtStep = new long[STEPS + 1];

	private final long originNanos;

	private long lines;

	private long bytes;

	private long stalledAtBytes = -1;

	/**
	 * Creates a window without lines.
	 * @param millis how long a peer that keeps up may take to read
	 * @param sendBufferBytes what the buffer on this side holds
	 * @param nowNanos the time
	 */
	AtRiskWindow(long millis, int sendBufferBytes, long nowNanos) {
		this.slotNanos = Math.max(1, TimeUnit.MILLISECONDS.toNanos(millis) / SLOTS);
		this.bufferBytes = sendBufferBytes + PEER_BUFFER_BYTES;
		this.stepBytes = this.bufferBytes / (STEPS - 1) + 1;
		this.originNanos = nowNanos;
		Arrays.fill(this.slots, Long.MIN_VALUE);
	}

	/**
	 * Notes that lines were written.
	 * @param lineCount how many ended
	 * @param byteCount how many bytes
	 * @param nowNanos the time
	 */
	void written(int lineCount, int byteCount, long nowNanos) {
		long slot = slot(nowNanos);
		int index = (int) (slot % this.slots.length);
		if (this.slots[index] != slot) {
			this.slots[index] = slot;
			this.slotLines[index] = 0;
		}
		this.slotLines[index] += lineCount;
		long lastStep = (this.bytes + byteCount) / this.stepBytes;
		for (long step = this.bytes / this.stepBytes + 1; step <= lastStep; step++) {
			this.linesAtStep[(int) (step % this.linesAtStep.length)] = this.lines;
		}
		this.lines += lineCount;
		this.bytes += byteCount;
	}

	/**
	 * Notes that the buffers are full.
	 */
	void stalled() {
		this.stalledAtBytes = this.bytes;
	}

	/**
	 * Counts the lines at risk.
	 * @param aliveNanos when the connection was last seen alive
	 * @return the number
	 */
	long count(long aliveNanos) {
		long recent = 0;
		long first = slot(aliveNanos) - SLOTS;
		for (int i = 0; i < this.slots.length; i++) {
			if (this.slots[i] >= first) {
				recent += this.slotLines[i];
			}
		}
		boolean full = this.stalledAtBytes >= 0 && this.bytes - this.stalledAtBytes <= this.bufferBytes;
		return full ? Math.max(recent, buffered()) : recent;
	}

	private long buffered() {
		if (this.bytes <= this.bufferBytes) {
			return this.lines;
		}
		long step = (this.bytes - this.bufferBytes) / this.stepBytes;
		return this.lines - ((step > 0) ? this.linesAtStep[(int) (step % this.linesAtStep.length)] : 0);
	}

	private long slot(long nanos) {
		return (nanos - this.originNanos) / this.slotNanos;
	}

}
