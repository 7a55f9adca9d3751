package io.github.polywire.metricq.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a chunk point by point, in the form that it has on the wire, so that little is
 * left to do when it leaves. Not thread-safe.
 */
public final class ChunkEncoder {

	private static final VarHandle DOUBLE = MethodHandles.byteArrayViewVarHandle(double[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	static final byte TIME_DELTA_TAG = (1 << 3) | 2;

	static final byte VALUE_TAG = (2 << 3) | 2;

	static final int MAX_VARINT_BYTES = 10;

	// Of a chunk of one point, as there are most often.
	private byte[] deltas = new byte[MAX_VARINT_BYTES];

	private byte[] values = new byte[Double.BYTES];

	private int deltasLength;

	private int valuesLength;

	private long lastNanos;

	/**
	 * Adds a point.
	 * @param timeNanos its time in nanoseconds since 1970, which may be before the last
	 * @param value its value
	 */
	public void add(long timeNanos, double value) {
		if (this.valuesLength == this.values.length) {
			this.values = Arrays.copyOf(this.values, Math.multiplyExact(this.values.length, 2));
		}
		if (this.deltas.length - this.deltasLength < MAX_VARINT_BYTES) {
			this.deltas = Arrays.copyOf(this.deltas, Math.multiplyExact(this.deltas.length, 2));
		}
		this.deltasLength = writeDelta(this.deltas, this.deltasLength, timeNanos - this.lastNanos);
		this.lastNanos = timeNanos;
		DOUBLE.set(this.values, this.valuesLength, value);
		this.valuesLength += Double.BYTES;
	}

	/**
	 * How many points there are.
	 * @return the number
	 */
	public int size() {
		return this.valuesLength / Double.BYTES;
	}

	/**
	 * The chunk of all points that were added.
	 * @return its bytes, empty if there is no point
	 */
	public byte[] toByteArray() {
		if (this.valuesLength == 0) {
			return new byte[0];
		}
		int timesSize = 1 + varintLength(this.deltasLength) + this.deltasLength;
		int valuesSize = 1 + varintLength(this.valuesLength) + this.valuesLength;
		byte[] body = new byte[Math.addExact(timesSize, valuesSize)];
		write(body, 0, TIME_DELTA_TAG, this.deltas, this.deltasLength);
		write(body, timesSize, VALUE_TAG, this.values, this.valuesLength);
		return body;
	}

	private static void write(byte[] body, int start, byte tag, byte[] content, int length) {
		body[start] = tag;
		int position = writeVarint(body, start + 1, length);
		System.arraycopy(content, 0, body, position, length);
	}

	/**
	 * Begins a new chunk.
	 */
	public void clear() {
		this.deltasLength = 0;
		this.valuesLength = 0;
		this.lastNanos = 0;
	}

	private static int varintLength(int value) {
		return (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
	}

	// Up to 28 bits, as most differences have, are written at once, with zeros behind
	// them.
	private static int writeDelta(byte[] target, int start, long value) {
		if ((value & ~0xFFF_FFFFL) != 0) {
			return writeVarint(target, start, value);
		}
		int bits = (int) value;
		int groups = (bits & 0x7F) | (bits & 0x3F80) << 1 | (bits & 0x1F_C000) << 2 | (bits & 0xFE0_0000) << 3;
		int length = varintLength(bits | 1);
		INT.set(target, start, groups | (0x80_8080 & ((1 << (Byte.SIZE * (length - 1))) - 1)));
		return start + length;
	}

	private static int writeVarint(byte[] target, int start, long value) {
		int position = start;
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			target[position++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		target[position++] = (byte) rest;
		return position;
	}

}
