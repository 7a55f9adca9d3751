package io.github.polywire.dxlstreaming;

import java.time.Duration;
import java.util.List;

import org.springframework.util.Assert;

/**
 * Decides what becomes of records that a listener failed to handle. A bean of this type
 * replaces the one made of {@code dxl.streaming.listener.error.*}. Must be thread-safe.
 */
@FunctionalInterface
public interface DxlStreamErrorHandler {

	/**
	 * Decides after each failed attempt. May itself put the records somewhere, and then
	 * skip them.
	 * @param failure what failed
	 * @return what to do; {@code null} is not allowed
	 * @throws Exception if it cannot be decided: the records are tried again after a
	 * pause
	 */
	Decision handle(FailedDelivery failure) throws Exception;

	/**
	 * What failed.
	 *
	 * @param listenerId the id of the container
	 * @param records the records, one unless a listener takes lists
	 * @param exception what the listener threw, or a {@link PayloadException}
	 * @param attempt how often the records have been tried, from 1
	 */
	record FailedDelivery(String listenerId, List<DxlRawRecord> records, Exception exception, int attempt) {
	}

	/**
	 * What to do with records.
	 *
	 * @param action what to do
	 * @param pause how long to wait before a retry
	 */
	record Decision(Action action, Duration pause) {

		/**
		 * Checks the decision.
		 */
		public Decision {
			Assert.notNull(action, "'action' must not be null");
			Assert.isTrue(!pause.isNegative(), "'pause' must not be negative");
		}

		/**
		 * Calls the listener again.
		 * @param pause how long to wait before
		 * @return the decision
		 */
		public static Decision retry(Duration pause) {
			return new Decision(Action.RETRY, pause);
		}

		/**
		 * Goes on with the next record; these are committed.
		 * @return the decision
		 */
		public static Decision skip() {
			return new Decision(Action.SKIP, Duration.ZERO);
		}

		/**
		 * Stops the container; these are not committed.
		 * @return the decision
		 */
		public static Decision stop() {
			return new Decision(Action.STOP, Duration.ZERO);
		}

	}

	/** What can be done with records. */
	enum Action {

		/** Call the listener again. */
		RETRY,

		/** Go on with the next. */
		SKIP,

		/** Stop the container. */
		STOP

	}

}
