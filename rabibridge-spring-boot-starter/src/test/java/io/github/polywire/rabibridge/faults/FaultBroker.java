package io.github.polywire.rabibridge.faults;

import java.util.List;

import io.github.polywire.localbrokers.LocalRabbit;

/**
 * The broker that the fault tests of this JVM treat badly, one after the other. It ends
 * with the JVM.
 */
final class FaultBroker {

	private static final LocalRabbit RABBIT = LocalRabbit.builder().dedicated().start();

	private FaultBroker() {
	}

	static LocalRabbit get() {
		return RABBIT;
	}

	/**
	 * Counts the lines of a listing such as {@code list_channels}.
	 * @param listing the command
	 * @param column one of its columns
	 * @return how many lines it printed
	 */
	static int count(String listing, String column) {
		return lines(listing, column).size();
	}

	/**
	 * Adds up a column of a listing such as {@code list_queues}.
	 * @param listing the command
	 * @param column one of its columns, which holds numbers
	 * @return the sum
	 */
	static int sum(String listing, String column) {
		return lines(listing, column).stream().mapToInt(Integer::parseInt).sum();
	}

	private static List<String> lines(String listing, String column) {
		return RABBIT.ctl("--quiet", "--no-table-headers", listing, column)
			.lines()
			.filter((line) -> !line.isBlank())
			.toList();
	}

}
