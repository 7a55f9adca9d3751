package io.github.polywire.benchmarks.metricq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Chunks as MetricQ has them on the wire, written and read by hand in one byte array.
 */
final class HandChunks {

	private static final byte TIMES = 10;

	private static final byte VALUES = 18;

	private static final int MAX_VARINT = 10;

	private HandChunks() {
	}

	static byte[] encode(long[] timesNanos, double[] values, int count) {
		byte[] deltas = new byte[count * MAX_VARINT];
		int length = 0;
		long previous = 0;
		for (int i = 0; i < count; i++) {
			length = varint(deltas, length, timesNanos[i] - previous);
			previous = timesNanos[i];
		}
		byte[] head = new byte[2 * (1 + MAX_VARINT)];
		head[0] = TIMES;
		int headLength = varint(head, 1, length);
		int valuesStart = headLength;
		head[headLength] = VALUES;
		headLength = varint(head, headLength + 1, (long) count * Double.BYTES);
		ByteBuffer body = ByteBuffer.allocate(headLength + length + count * Double.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN);
		body.put(head, 0, valuesStart).put(deltas, 0, length).put(head, valuesStart, headLength - valuesStart);
		body.asDoubleBuffer().put(values, 0, count);
		return body.array();
	}

	private static int varint(byte[] target, int start, long value) {
		int position = start;
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			target[position++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		target[position++] = (byte) rest;
		return position;
	}

	static void decode(byte[] body, PointCheck check) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
		expect(buffer.get() == TIMES);
		int deltasEnd = (int) varint(buffer) + buffer.position();
		int deltasStart = buffer.position();
		buffer.position(deltasEnd);
		expect(buffer.get() == VALUES);
		int count = (int) varint(buffer) / Double.BYTES;
		double[] values = new double[count];
		buffer.asDoubleBuffer().get(values);
		long[] times = new long[count];
		buffer.position(deltasStart);
		long time = 0;
		for (int i = 0; i < count; i++) {
			time += varint(buffer);
			times[i] = time;
		}
		expect(buffer.position() == deltasEnd);
		check.received(times, values);
	}

	private static long varint(ByteBuffer buffer) {
		long value = 0;
		int shift = 0;
		byte next = buffer.get();
		while (next < 0) {
			value |= (long) (next & 0x7F) << shift;
			shift += 7;
			next = buffer.get();
		}
		return value | (long) next << shift;
	}

	private static void expect(boolean condition) throws IOException {
		if (!condition) {
			throw new IOException("The chunk has another shape");
		}
	}

}
