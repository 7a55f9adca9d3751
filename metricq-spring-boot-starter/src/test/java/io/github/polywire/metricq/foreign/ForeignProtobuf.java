package io.github.polywire.metricq.foreign;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The three messages of MetricQ, written and read by hand from the wire page.
 */
public final class ForeignProtobuf {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int BYTES = 2;

	private ForeignProtobuf() {
	}

	/** Times are absolute; the first is written as it is, then differences. */
	public static byte[] chunk(long[] times, double[] values) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		bytes(out, 1, deltas(times));
		bytes(out, 2, doubles(values));
		return out.toByteArray();
	}

	public static List<Point> readChunk(byte[] body) {
		List<Long> deltas = new ArrayList<>();
		List<Double> values = new ArrayList<>();
		fields(body, (field, type, number, content) -> {
			if (field == 1) {
				readVarints(type, number, content, deltas);
			}
			else if (field == 2) {
				readDoubles(type, number, content, values);
			}
		});
		return points(deltas, values);
	}

	public static byte[] historyRequest(long start, long end, long intervalMax, int type) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int64(out, 1, start);
		int64(out, 2, end);
		int64(out, 3, intervalMax);
		int64(out, 4, type);
		return out.toByteArray();
	}

	public static Request readHistoryRequest(byte[] body) {
		long[] numbers = new long[5];
		fields(body, (field, type, number, content) -> {
			if (field < numbers.length) {
				numbers[field] = number;
			}
		});
		return new Request(numbers[1], numbers[2], numbers[3], (int) numbers[4]);
	}

	public static byte[] valuesResponse(String metric, long[] times, double[] values) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		bytes(out, 1, metric.getBytes(StandardCharsets.UTF_8));
		bytes(out, 2, deltas(times));
		bytes(out, 7, doubles(values));
		return out.toByteArray();
	}

	public static byte[] errorResponse(String metric, String error) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		bytes(out, 1, metric.getBytes(StandardCharsets.UTF_8));
		bytes(out, 8, error.getBytes(StandardCharsets.UTF_8));
		return out.toByteArray();
	}

	public static Response readHistoryResponse(byte[] body) {
		String[] texts = { "", "" };
		List<Long> deltas = new ArrayList<>();
		List<Double> values = new ArrayList<>();
		List<Aggregate> aggregates = new ArrayList<>();
		fields(body, (field, type, number, content) -> {
			switch (field) {
				case 1 -> {
					texts[0] = new String(content, StandardCharsets.UTF_8);
				}
				case 2 -> readVarints(type, number, content, deltas);
				case 6 -> aggregates.add(readAggregate(content));
				case 7 -> readDoubles(type, number, content, values);
				case 8 -> {
					texts[1] = new String(content, StandardCharsets.UTF_8);
				}
				default -> throw new IllegalArgumentException("Field " + field);
			}
		});
		return new Response(texts[0], times(deltas), values, aggregates, texts[1]);
	}

	private static Aggregate readAggregate(byte[] body) {
		double[] doubles = new double[7];
		long[] numbers = new long[7];
		fields(body, (field, type, number, content) -> {
			doubles[field] = Double.longBitsToDouble(number);
			numbers[field] = number;
		});
		return new Aggregate(doubles[1], doubles[2], doubles[3], numbers[4], doubles[5], numbers[6]);
	}

	private static byte[] deltas(long[] times) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		long previous = 0;
		for (long time : times) {
			varint(out, time - previous);
			previous = time;
		}
		return out.toByteArray();
	}

	private static byte[] doubles(double[] values) {
		ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
		for (double value : values) {
			buffer.putDouble(value);
		}
		return buffer.array();
	}

	private static void int64(ByteArrayOutputStream out, int field, long value) {
		if (value != 0) {
			varint(out, (long) field << 3 | VARINT);
			varint(out, value);
		}
	}

	private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
		if (content.length > 0) {
			varint(out, (long) field << 3 | BYTES);
			varint(out, content.length);
			out.writeBytes(content);
		}
	}

	private static void varint(ByteArrayOutputStream out, long value) {
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			out.write((int) (rest & 0x7F | 0x80));
			rest >>>= 7;
		}
		out.write((int) rest);
	}

	private static void readVarints(int type, long number, byte[] content, List<Long> target) {
		if (type == VARINT) {
			target.add(number);
			return;
		}
		ByteBuffer buffer = ByteBuffer.wrap(content);
		while (buffer.hasRemaining()) {
			target.add(readVarint(buffer));
		}
	}

	private static void readDoubles(int type, long number, byte[] content, List<Double> target) {
		if (type == FIXED64) {
			target.add(Double.longBitsToDouble(number));
			return;
		}
		ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
		while (buffer.hasRemaining()) {
			target.add(buffer.getDouble());
		}
	}

	private static long readVarint(ByteBuffer buffer) {
		long result = 0;
		for (int shift = 0; shift < 70; shift += 7) {
			byte next = buffer.get();
			result |= (long) (next & 0x7F) << shift;
			if (next >= 0) {
				return result;
			}
		}
		throw new IllegalArgumentException("A varint of more than 10 bytes");
	}

	private static void fields(byte[] body, FieldHandler handler) {
		ByteBuffer buffer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
		while (buffer.hasRemaining()) {
			long tag = readVarint(buffer);
			int type = (int) (tag & 7);
			long number = 0;
			byte[] content = {};
			switch (type) {
				case VARINT -> {
					number = readVarint(buffer);
				}
				case FIXED64 -> {
					number = buffer.getLong();
				}
				case BYTES -> {
					content = new byte[(int) readVarint(buffer)];
					buffer.get(content);
				}
				default -> throw new IllegalArgumentException("Wire type " + type);
			}
			handler.field((int) (tag >>> 3), type, number, content);
		}
	}

	private static List<Long> times(List<Long> deltas) {
		List<Long> times = new ArrayList<>();
		long time = 0;
		for (long delta : deltas) {
			time += delta;
			times.add(time);
		}
		return times;
	}

	private static List<Point> points(List<Long> deltas, List<Double> values) {
		List<Long> times = times(deltas);
		List<Point> points = new ArrayList<>();
		for (int i = 0; i < Math.min(times.size(), values.size()); i++) {
			points.add(new Point(times.get(i), values.get(i)));
		}
		return points;
	}

	private interface FieldHandler {

		void field(int field, int type, long number, byte[] content);

	}

	/** A point of a chunk. */
	public record Point(long time, double value) {
	}

	/** What a history client asks. */
	public record Request(long start, long end, long intervalMax, int type) {
	}

	/** What a database answers. */
	public record Response(String metric, List<Long> times, List<Double> values, List<Aggregate> aggregates,
			String error) {
	}

	/** What is told of an interval. */
	public record Aggregate(double minimum, double maximum, double sum, long count, double integral, long activeTime) {

		/** The mean as MetricQ defines it. */
		public double mean() {
			return (this.activeTime > 0) ? this.integral / this.activeTime : this.sum / this.count;
		}

	}

}
