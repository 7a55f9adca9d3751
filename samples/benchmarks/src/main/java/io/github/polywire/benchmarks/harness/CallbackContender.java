package io.github.polywire.benchmarks.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Makes each next call from the callback of one that has ended.
 *
 * @param name the name
 * @param call makes a call
 */
public record CallbackContender(String name, Call call) implements Contender {

	private static final int PATIENCE_SECONDS = 60;

	@Override
	public void drive(Tally tally, int inFlight) throws InterruptedException {
		CountDownLatch running = new CountDownLatch(inFlight);
		for (int i = 0; i < inFlight; i++) {
			next(tally, running);
		}
		if (!running.await(Math.max(0, tally.remainingNanos()) + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS),
				TimeUnit.NANOSECONDS)) {
			tally.failed(new IllegalStateException(running.getCount() + " calls never ended"));
		}
	}

	private void next(Tally tally, CountDownLatch running) {
		long question = tally.nextQuestion();
		long asked = System.nanoTime();
		try {
			this.call.make(question, (answer, failure) -> {
				if (answer == null) {
					tally.failed((failure != null) ? failure : new IllegalStateException("No answer"));
					running.countDown();
					return;
				}
				tally.answered(question, answer, asked);
				if (tally.isOver()) {
					running.countDown();
				}
				else {
					next(tally, running);
				}
			});
		}
		catch (Exception ex) {
			tally.failed(ex);
			running.countDown();
		}
	}

	/**
	 * Makes a call without waiting.
	 */
	@FunctionalInterface
	public interface Call {

		/**
		 * Makes a call.
		 * @param question what to ask
		 * @param callback is told how the call ended
		 * @throws Exception if it could not be made
		 */
		void make(long question, Callback callback) throws Exception;

	}

	/**
	 * Is told how a call ended.
	 */
	@FunctionalInterface
	public interface Callback {

		/**
		 * Is told how a call ended.
		 * @param answer the answer
		 * @param failure why there is none
		 */
		void ended(@Nullable Long answer, @Nullable Throwable failure);

	}

}
