package io.github.polywire.localbrokers;

/**
 * A JVM that starts brokers and never closes them.
 */
public final class BrokersMain {

	private BrokersMain() {
	}

	/**
	 * Starts, says so, and ends when standard input does.
	 */
	public static void main(String[] args) throws Exception {
		LocalNats.builder().dedicated().start();
		LocalRabbit.builder().dedicated().start();
		System.out.println("ready");
		System.in.transferTo(System.out);
	}

}
