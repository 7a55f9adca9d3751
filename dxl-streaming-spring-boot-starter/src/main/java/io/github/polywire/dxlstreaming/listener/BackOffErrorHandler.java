package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.List;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecoverer;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;
import io.github.polywire.dxlstreaming.FailureAction;
import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.connection.RateLimitedLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Retries with growing pauses, and then does what is configured. A payload that cannot be
 * read is not retried.
 */
public final class BackOffErrorHandler implements DxlStreamErrorHandler {

	private final RateLimitedLog log = new RateLimitedLog(LogFactory.getLog(BackOffErrorHandler.class));

	private final RetryPauses retry;

	private final FailureAction action;

	private final @Nullable DxlRecoverer recoverer;

	/**
	 * Creates a handler.
	 * @param retry how often and when to retry
	 * @param action what to do after that
	 * @param recoverer takes records for {@link FailureAction#DEAD_LETTER}, or
	 * {@code null}
	 */
	public BackOffErrorHandler(RetryPauses retry, FailureAction action, @Nullable DxlRecoverer recoverer) {
		this.retry = retry;
		this.action = action;
		this.recoverer = recoverer;
	}

	@Override
	public Decision handle(FailedDelivery failure) throws Exception {
		boolean hopeless = failure.exception() instanceof PayloadException;
		if (!hopeless && failure.attempt() <= this.retry.maxRetries()) {
			return Decision.retry(this.retry.pause(failure.attempt()));
		}
		List<DxlRawRecord> records = failure.records();
		String what = "The listener '" + failure.listenerId() + "' failed at " + ((records.size() == 1)
				? records.get(0).position() : records.size() + " records from " + records.get(0).position());
		return switch (this.action) {
			case STOP -> Decision.stop();
			case SKIP -> {
				this.log.warn(() -> what + ", which is skipped", failure.exception());
				yield Decision.skip();
			}
			case DEAD_LETTER -> {
				recover(failure);
				this.log.warn(() -> what + ", which is dead-lettered", failure.exception());
				yield Decision.skip();
			}
		};
	}

	private void recover(FailedDelivery failure) throws Exception {
		if (this.recoverer != null) {
			for (DxlRawRecord record : failure.records()) {
				this.recoverer.recover(record, failure.exception());
			}
		}
	}

	/**
	 * How often and when a call is made again.
	 *
	 * @param maxRetries how often
	 * @param initial the first pause
	 * @param multiplier how much longer each pause is than the one before
	 * @param max the longest pause
	 */
	public record RetryPauses(int maxRetries, Duration initial, double multiplier, Duration max) {

		Duration pause(int attempt) {
			double millis = this.initial.toMillis() * Math.pow(this.multiplier, attempt - 1d);
			return Duration.ofMillis((long) Math.min(millis, this.max.toMillis()));
		}

	}

}
