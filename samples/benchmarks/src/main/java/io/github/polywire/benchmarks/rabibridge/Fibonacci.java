package io.github.polywire.benchmarks.rabibridge;

/**
 * The function that all contenders serve.
 */
final class Fibonacci {

	private static final int LAST = 90;

	private Fibonacci() {
	}

	static long of(int n) {
		long current = 0;
		long next = 1;
		for (int i = 0; i < n; i++) {
			long sum = current + next;
			current = next;
			next = sum;
		}
		return current;
	}

	/**
	 * The argument for a question, so that consecutive ones have different answers.
	 * @param question the number of the question
	 * @return the argument
	 */
	static int argument(long question) {
		return (int) (question % (LAST + 1));
	}

}
