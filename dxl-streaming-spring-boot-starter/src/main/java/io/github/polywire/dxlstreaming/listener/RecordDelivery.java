package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.polywire.dxlstreaming.DxlAckMode;
import io.github.polywire.dxlstreaming.DxlBatchException;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler.Decision;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler.FailedDelivery;
import io.github.polywire.dxlstreaming.DxlStreamingException;
import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.connection.RateLimitedLog;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings records to the listener until they are handled, skipped, or the container stops.
 */
final class RecordDelivery {

	private final RateLimitedLog log = new RateLimitedLog(LogFactory.getLog(RecordDelivery.class));

	private final ListenerOptions options;

	private final RecordsHandler handler;

	private final ObservedRecords observed;

	private final ListenerCounters counters;

	private final Duration pauseAfterRefusal;

	RecordDelivery(ListenerOptions options, RecordsHandler handler, ObservedRecords observed, ListenerCounters counters,
			Duration pauseAfterRefusal) {
		this.options = options;
		this.handler = handler;
		this.observed = observed;
		this.counters = counters;
		this.pauseAfterRefusal = pauseAfterRefusal;
	}

	/**
	 * Delivers records.
	 * @param records the records: one, or all of a poll
	 * @param done gets those that are done with, and so may be committed
	 * @param stop ends pauses
	 * @throws io.github.polywire.dxlstreaming.StopException if stopped in a pause
	 * @throws ListenerStoppedException if the error handler says so
	 */
	void deliver(List<DxlRawRecord> records, List<DxlRawRecord> done, StopSignal stop) {
		List<DxlRawRecord> remaining = records;
		int attempt = 1;
		while (!remaining.isEmpty()) {
			Failure failure = attempt(remaining);
			if (failure == null) {
				this.counters.handled(remaining.size());
				done.addAll(remaining);
				return;
			}
			if (failure.before() > 0) {
				List<DxlRawRecord> handled = remaining.subList(0, failure.before());
				this.counters.handled(handled.size());
				done.addAll(handled);
				remaining = remaining.subList(failure.before(), remaining.size());
				attempt = 1;
			}
			List<DxlRawRecord> failed = failure.failed();
			Decision decision = decide(failed, failure.exception(), attempt);
			switch (decision.action()) {
				case RETRY -> {
					this.counters.retried();
					stop.pause(decision.pause());
					attempt++;
				}
				case SKIP -> {
					this.counters.skipped(failed.size());
					done.addAll(failed);
					remaining = without(remaining, failed);
					attempt = 1;
				}
				case STOP ->
					throw new ListenerStoppedException("The listener '" + this.options.id() + "' stops: it failed at "
							+ failed.get(0).position() + " (" + failure.exception() + ")", failure.exception());
			}
		}
	}

	private static List<DxlRawRecord> without(List<DxlRawRecord> records, List<DxlRawRecord> removed) {
		List<DxlRawRecord> rest = new ArrayList<>(records.size());
		for (DxlRawRecord record : records) {
			if (removed.stream().noneMatch((other) -> other == record)) {
				rest.add(record);
			}
		}
		return rest;
	}

	private @Nullable Failure attempt(List<DxlRawRecord> records) {
		AtomicBoolean acknowledged = new AtomicBoolean();
		try {
			this.observed.observe(this.options.id(), records,
					() -> this.handler.handle(records, () -> acknowledged.set(true)));
			if (this.options.ackMode() == DxlAckMode.MANUAL && !acknowledged.get()) {
				return new Failure(0, records, new NotAcknowledgedException());
			}
			return null;
		}
		catch (PayloadException ex) {
			this.counters.invalidPayload();
			boolean ours = records.stream().anyMatch((record) -> record == ex.getRecord());
			return new Failure(0, ours ? List.of(ex.getRecord()) : records, ex);
		}
		catch (DxlBatchException ex) {
			int index = ex.getIndex();
			return (index < records.size()) ? new Failure(index, List.of(records.get(index)), ex)
					: new Failure(0, records, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Failure(0, records, ex);
		}
		catch (Exception ex) {
			return new Failure(0, records, ex);
		}
		catch (Error ex) {
			return new Failure(0, records, new DxlStreamingException("The listener failed: " + ex, ex));
		}
	}

	private Decision decide(List<DxlRawRecord> failed, Exception exception, int attempt) {
		if (exception instanceof NotAcknowledgedException) {
			return Decision.retry(this.pauseAfterRefusal);
		}
		try {
			return this.options.errorHandler()
				.handle(new FailedDelivery(this.options.id(), failed, exception, attempt));
		}
		catch (Exception ex) {
			this.log.warn(() -> "The error handler of the listener '" + this.options.id() + "' failed at "
					+ failed.get(0).position() + ", which is tried again", ex);
			return Decision.retry(this.pauseAfterRefusal);
		}
	}

	/**
	 * What was not handled.
	 *
	 * @param before how many were handled before
	 * @param failed the records that were not
	 * @param exception why
	 */
	private record Failure(int before, List<DxlRawRecord> failed, Exception exception) {

	}

	/** The listener returned without acknowledging. */
	private static final class NotAcknowledgedException extends Exception {

		private static final long serialVersionUID = 1L;

	}

}
