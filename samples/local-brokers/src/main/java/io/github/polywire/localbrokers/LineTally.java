package io.github.polywire.localbrokers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Counts numbered lines: {@code t0:17|c}, or {@code t0.statistic.count:17|c} as
 * Micrometer writes it, is the 17th of thread 0, from 1. The memory may be a mapped file,
 * so that the counts outlive the process that counts.
 */
public final class LineTally implements LineHandler {

	private static final int GARBAGE = 0;

	private static final int TAILS = 4;

	private static final int DISORDERED = 8;

	private static final int LAST = 12;

	private static final byte[] MICROMETER = ".statistic.count".getBytes(StandardCharsets.US_ASCII);

	private final ByteBuffer memory;

	private final int threads;

	private final int perThread;

	/**
	 * Creates a tally.
	 * @param memory where to count, {@link #size(int, int)} bytes
	 * @param threads how many threads send
	 * @param perThread how many lines each sends
	 */
	public LineTally(ByteBuffer memory, int threads, int perThread) {
		this.memory = memory;
		this.threads = threads;
		this.perThread = perThread;
	}

	/**
	 * Creates a tally in memory.
	 * @param threads how many threads send
	 * @param perThread how many lines each sends
	 * @return the tally
	 */
	public static LineTally of(int threads, int perThread) {
		return new LineTally(ByteBuffer.allocate(size(threads, perThread)), threads, perThread);
	}

	/**
	 * How much memory a tally takes.
	 * @param threads how many threads send
	 * @param perThread how many lines each sends
	 * @return the number of bytes
	 */
	public static int size(int threads, int perThread) {
		return LAST + threads * Integer.BYTES + threads * perThread;
	}

	@Override
	public void line(byte[] bytes, int from, int to) {
		int at = from + 1;
		int thread = 0;
		while (at < to && isDigit(bytes[at])) {
			thread = thread * 10 + bytes[at++] - '0';
		}
		if (at < to && bytes[at] == '.' && isMicrometer(bytes, at, to)) {
			at += MICROMETER.length;
		}
		long number = 0;
		boolean valid = from < to && bytes[from] == 't' && at < to && bytes[at++] == ':';
		while (at < to && isDigit(bytes[at]) && number <= this.perThread) {
			number = number * 10 + bytes[at++] - '0';
		}
		valid = valid && to - at == 2 && bytes[at] == '|' && bytes[at + 1] == 'c';
		if (!valid || thread < 0 || thread >= this.threads || number < 1 || number > this.perThread) {
			add(GARBAGE);
			return;
		}
		count(thread, (int) number);
	}

	private void count(int thread, int number) {
		int lastAt = LAST + thread * Integer.BYTES;
		if (number < this.memory.getInt(lastAt)) {
			add(DISORDERED);
		}
		this.memory.putInt(lastAt, number);
		int at = at(thread, number);
		this.memory.put(at, (byte) Math.min(this.memory.get(at) + 1, Byte.MAX_VALUE));
	}

	@Override
	public void tail(int bytes) {
		add(TAILS);
	}

	private void add(int counter) {
		this.memory.putInt(counter, this.memory.getInt(counter) + 1);
	}

	private int at(int thread, int number) {
		return LAST + this.threads * Integer.BYTES + thread * this.perThread + number - 1;
	}

	private static boolean isDigit(byte b) {
		return b >= '0' && b <= '9';
	}

	private static boolean isMicrometer(byte[] bytes, int from, int to) {
		return to - from >= MICROMETER.length
				&& Arrays.equals(bytes, from, from + MICROMETER.length, MICROMETER, 0, MICROMETER.length);
	}

	/**
	 * Compares with what was sent.
	 * @param sentPerThread how many lines each thread sent
	 * @return what became of them
	 */
	public Result result(int sentPerThread) {
		int delivered = 0;
		int lost = 0;
		int doubled = 0;
		for (int thread = 0; thread < this.threads; thread++) {
			for (int number = 1; number <= sentPerThread; number++) {
				byte count = this.memory.get(at(thread, number));
				delivered += (count > 0) ? 1 : 0;
				lost += (count == 0) ? 1 : 0;
				doubled += (count > 1) ? 1 : 0;
			}
		}
		return new Result(delivered, lost, doubled, this.memory.getInt(DISORDERED), this.memory.getInt(GARBAGE),
				this.memory.getInt(TAILS));
	}

	/**
	 * What became of numbered lines.
	 *
	 * @param delivered how many came
	 * @param lost how many did not
	 * @param doubled how many came more than once
	 * @param disordered how many came after a later one of their thread
	 * @param garbage how many lines were none of them
	 * @param tails how many connections ended within a line
	 */
	public record Result(int delivered, int lost, int doubled, int disordered, int garbage, int tails) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "delivered %8d  lost %8d  doubled %d  out of order %d  torn %d",
					this.delivered, this.lost, this.doubled, this.disordered, this.garbage);
		}

	}

}
