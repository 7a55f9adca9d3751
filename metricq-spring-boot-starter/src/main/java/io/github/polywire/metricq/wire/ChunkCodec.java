package io.github.polywire.metricq.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.wire.proto.DataChunk;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads chunks. Straight between arrays and bytes in the form that every
 * source sends, through the generated parser in every other form that protobuf allows.
 */
public final class ChunkCodec {

	private ChunkCodec() {
	}

	/**
	 * Writes points.
	 * @param timesNanos the times in nanoseconds since 1970, in any order
	 * @param values the values
	 * @param count how many points of the arrays to write, from the first
	 * @return the chunk's bytes, empty if there is no point
	 */
	public static byte[] encode(long[] timesNanos, double[] values, int count) {
		Objects.checkFromIndexSize(0, count, Math.min(timesNanos.length, values.length));
		ChunkEncoder encoder = new ChunkEncoder();
		for (int i = 0; i < count; i++) {
			encoder.add(timesNanos[i], values[i]);
		}
		return encoder.toByteArray();
	}

	/**
	 * Reads points. Where there are more times than values or the reverse, those without
	 * a partner are left out, as the original's sink does.
	 * @param metric the metric's name
	 * @param body the chunk's bytes
	 * @return the points, and whether they are as a source should send them
	 * @throws WireFormatException if the bytes are no chunk
	 */
	public static DecodedChunk decode(String metric, byte[] body) {
		DecodedChunk usual = decodeUsual(metric, body);
		return (usual != null) ? usual : decodeAny(metric, body);
	}

	// Times, then as many values, both packed; null if it is anything else.
	private static @Nullable DecodedChunk decodeUsual(String metric, byte[] body) {
		if (body.length < 2 || body[0] != ChunkEncoder.TIME_DELTA_TAG) {
			return null;
		}
		Cursor cursor = new Cursor(body, 1);
		int timesEnd = cursor.lengthEnd();
		if (timesEnd < 0 || timesEnd >= body.length || body[timesEnd] != ChunkEncoder.VALUE_TAG) {
			return null;
		}
		int timesStart = cursor.position;
		cursor.position = timesEnd + 1;
		int valuesEnd = cursor.lengthEnd();
		int count = (valuesEnd - cursor.position) / Double.BYTES;
		if (valuesEnd != body.length || (valuesEnd - cursor.position) % Double.BYTES != 0
				|| count > timesEnd - timesStart) {
			return null;
		}
		int valuesStart = cursor.position;
		long[] times = new long[count];
		if (!readTimes(body, timesStart, timesEnd, times)) {
			return null;
		}
		double[] values = new double[count];
		ByteBuffer.wrap(body, valuesStart, count * Double.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.asDoubleBuffer()
			.get(values);
		return new DecodedChunk(new MetricChunk(metric, times, values), isAscending(times));
	}

	// Reads as many times as there is room for; whether they end where they should.
	private static boolean readTimes(byte[] body, int start, int end, long[] times) {
		int position = start;
		long time = 0;
		for (int i = 0; i < times.length; i++) {
			long delta = 0;
			int shift = 0;
			byte next;
			do {
				if (position == end || shift >= ChunkEncoder.MAX_VARINT_BYTES * 7) {
					return false;
				}
				next = body[position++];
				delta |= (long) (next & 0x7F) << shift;
				shift += 7;
			}
			while (next < 0);
			time += delta;
			times[i] = time;
		}
		return position == end;
	}

	private static boolean isAscending(long[] times) {
		boolean ascending = true;
		for (int i = 1; i < times.length; i++) {
			ascending &= times[i] > times[i - 1];
		}
		return ascending;
	}

	private static DecodedChunk decodeAny(String metric, byte[] body) {
		DataChunk chunk;
		try {
			chunk = DataChunk.parseFrom(body);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new WireFormatException(
					"A chunk of metric '" + metric + "' with " + body.length + " bytes is no protobuf message", ex);
		}
		int count = Math.min(chunk.getTimeDeltaCount(), chunk.getValueCount());
		boolean regular = chunk.getTimeDeltaCount() == chunk.getValueCount();
		long[] times = new long[count];
		double[] values = new double[count];
		long time = 0;
		for (int i = 0; i < count; i++) {
			time += chunk.getTimeDelta(i);
			times[i] = time;
			values[i] = chunk.getValue(i);
		}
		return new DecodedChunk(new MetricChunk(metric, times, values), regular && isAscending(times));
	}

	/**
	 * The points of a chunk.
	 *
	 * @param chunk the points
	 * @param regular whether there were as many times as values, and each time was after
	 * the one before
	 */
	public record DecodedChunk(MetricChunk chunk, boolean regular) {
	}

	private static final class Cursor {

		private final byte[] body;

		private int position;

		private long value;

		private Cursor(byte[] body, int position) {
			this.body = body;
			this.position = position;
		}

		private boolean varint(int end) {
			long result = 0;
			int limit = Math.min(end, this.position + ChunkEncoder.MAX_VARINT_BYTES);
			int shift = 0;
			while (this.position < limit) {
				byte next = this.body[this.position++];
				result |= (long) (next & 0x7F) << shift;
				if (next >= 0) {
					this.value = result;
					return true;
				}
				shift += 7;
			}
			return false;
		}

		// Reads a length: where its content ends, or -1 if that is not in the body.
		private int lengthEnd() {
			if (!varint(this.body.length) || this.value < 0 || this.value > this.body.length - this.position) {
				return -1;
			}
			return this.position + (int) this.value;
		}

	}

}
