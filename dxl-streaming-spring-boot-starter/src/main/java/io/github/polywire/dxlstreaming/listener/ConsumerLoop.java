package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.ResponseTooLargeException;
import io.github.polywire.dxlstreaming.StopException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.connection.ConsumerSession;
import io.github.polywire.dxlstreaming.connection.RateLimitedLog;
import io.github.polywire.dxlstreaming.connection.RetrySettings;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;

/**
 * One consumer of a container: polls, delivers and commits on one thread, until the
 * container stops it or a failure would come again.
 */
final class ConsumerLoop implements Runnable {

	private final RateLimitedLog log = new RateLimitedLog(LogFactory.getLog(ConsumerLoop.class));

	private final ListenerOptions options;

	private final RetrySettings retry;

	private final ConsumerSession session;

	private final RecordDelivery delivery;

	private final boolean batches;

	private final ListenerCounters counters;

	private final Surroundings surroundings;

	private final StopSignal stop;

	private @Nullable BackOffExecution pauses;

	private volatile @Nullable Throwable failure;

	private volatile boolean connected;

	ConsumerLoop(ListenerOptions options, RetrySettings retry, ConsumerSession session, RecordDelivery delivery,
			boolean batches, ListenerCounters counters, Surroundings surroundings, StopSignal stop) {
		this.options = options;
		this.retry = retry;
		this.session = session;
		this.delivery = delivery;
		this.batches = batches;
		this.counters = counters;
		this.surroundings = surroundings;
		this.stop = stop;
	}

	@Nullable String consumerId() {
		return this.session.id();
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	boolean isConnected() {
		return this.connected;
	}

	@Override
	public void run() {
		Throwable end = null;
		try {
			this.session.topics(this.options.topics());
			while (!this.stop.isSet()) {
				this.surroundings.awaitResumed();
				if (!this.stop.isSet()) {
					step();
				}
			}
		}
		catch (StopException ex) {
			// The container stops.
		}
		catch (RuntimeException | Error ex) {
			end = ex;
		}
		finally {
			leave();
			this.connected = false;
			this.surroundings.ended(this, end);
		}
	}

	private void step() {
		try {
			List<DxlRawRecord> records = this.session.poll();
			this.counters.polled(records.size());
			succeeded();
			if (records.isEmpty()) {
				this.stop.pause(this.options.pollInterval());
			}
			else {
				handle(records);
			}
		}
		catch (ConsumerException ex) {
			this.counters.lostConsumer();
			this.session.forget();
			failed(ex, this.pauses == null);
		}
		catch (ResponseTooLargeException | TemporaryException ex) {
			failed(ex, false);
		}
	}

	private void succeeded() {
		this.connected = true;
		this.failure = null;
		this.pauses = null;
	}

	private void failed(RuntimeException ex, boolean atOnce) {
		this.counters.failed();
		this.connected = false;
		this.failure = ex;
		BackOffExecution current = this.pauses;
		if (current == null) {
			current = this.retry.backOff().start();
			this.pauses = current;
		}
		long pause = atOnce ? 0 : current.nextBackOff();
		if (pause == BackOffExecution.STOP) {
			throw new PermanentException("The listener '" + this.options.id() + "' gives up after "
					+ this.retry.maxAttempts() + " attempts: " + ex.getMessage(), ex);
		}
		this.log
			.warn(() -> "The listener '" + this.options.id() + "' tries again in " + pause + " ms: " + ex.getMessage());
		this.stop.pause(Duration.ofMillis(pause));
	}

	private void handle(List<DxlRawRecord> records) {
		List<DxlRawRecord> done = new ArrayList<>(records.size());
		int committed = 0;
		try (SessionWatch.Watched watched = this.surroundings.watch()) {
			if (this.batches) {
				this.delivery.deliver(records, done, this.stop);
			}
			else {
				for (DxlRawRecord record : records) {
					if (this.stop.isSet()) {
						break;
					}
					this.delivery.deliver(List.of(record), done, this.stop);
					if (this.options.ackMode() == DxlAckMode.RECORD) {
						commit(done.subList(committed, done.size()));
						committed = done.size();
					}
				}
			}
		}
		finally {
			this.counters.abandoned(records.size() - done.size());
			if (committed < done.size()) {
				commit(done.subList(committed, done.size()));
			}
		}
	}

	/**
	 * Commits records, as often as it takes; once only if the container stops.
	 * @param records what is done with
	 */
	private void commit(List<DxlRawRecord> records) {
		BackOffExecution commitPauses = this.retry.backOff().start();
		while (true) {
			try {
				this.session.commit(records);
				this.counters.committed();
				return;
			}
			catch (ConsumerException ex) {
				throw ex;
			}
			catch (TemporaryException ex) {
				this.counters.failed();
				this.failure = ex;
				long pause = commitPauses.nextBackOff();
				if (pause == BackOffExecution.STOP || this.stop.isSet()) {
					throw ex;
				}
				this.log.warn(() -> "The listener '" + this.options.id() + "' commits again in " + pause + " ms: "
						+ ex.getMessage());
				pauseForLastAttempt(pause);
			}
		}
	}

	// A stop during the pause ends the pause, and leaves one more attempt.
	private void pauseForLastAttempt(long millis) {
		try {
			this.stop.pause(Duration.ofMillis(millis));
		}
		catch (StopException ex) {
			if (!this.stop.isSet()) {
				throw ex;
			}
		}
	}

	private void leave() {
		try {
			this.session.delete();
		}
		catch (RuntimeException ex) {
			this.log.warn(() -> "A consumer of the listener '" + this.options.id()
					+ "' was not deleted, the service ends it after its session timeout: " + ex.getMessage());
		}
	}

	/**
	 * What a loop needs of its container.
	 */
	interface Surroundings {

		/** Waits while the container is paused. */
		void awaitResumed();

		/**
		 * Watches how long the handling of a batch takes.
		 * @return is closed at its end
		 */
		SessionWatch.Watched watch();

		/**
		 * A loop has ended.
		 * @param loop the loop
		 * @param failure why, or {@code null} if it was to
		 */
		void ended(ConsumerLoop loop, @Nullable Throwable failure);

	}

}
