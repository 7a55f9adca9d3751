package io.github.polywire.benchmarks.harness;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Makes blocking calls, from one thread for each call in flight.
 *
 * @param name the name
 * @param call makes a call
 */
public record ThreadContender(String name, Call call) implements Contender {

	@Override
	public void drive(Tally tally, int inFlight) throws InterruptedException {
		List<Thread> threads = IntStream.range(0, inFlight)
			.mapToObj((i) -> new Thread(() -> loop(tally), this.name + "-" + i))
			.toList();
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private void loop(Tally tally) {
		try {
			do {
				long question = tally.nextQuestion();
				long asked = System.nanoTime();
				Long answer = this.call.make(question);
				if (answer == null) {
					throw new IllegalStateException("No answer");
				}
				tally.answered(question, answer, asked);
			}
			while (!tally.isOver());
		}
		catch (Exception ex) {
			tally.failed(ex);
		}
	}

	/**
	 * Makes a call and waits for its answer.
	 */
	@FunctionalInterface
	public interface Call {

		/**
		 * Makes a call.
		 * @param question what to ask
		 * @return the answer
		 * @throws Exception if there is none
		 */
		@Nullable Long make(long question) throws Exception;

	}

}
