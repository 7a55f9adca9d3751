package io.github.polywire.dxlstreaming.connection;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.StopException;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.backoff.BackOffExecution;

/**
 * Makes calls again that failed temporarily. Thread-safe.
 */
public final class RetryingCall {

	private final RateLimitedLog log;

	private final RetrySettings settings;

	/**
	 * Creates it.
	 * @param settings the pauses
	 */
	public RetryingCall(RetrySettings settings) {
		Log logger = LogFactory.getLog(RetryingCall.class);
		this.log = new RateLimitedLog(logger);
		this.settings = settings;
	}

	/**
	 * Makes a call until it succeeds or fails otherwise than temporarily.
	 * @param <T> the type of the result
	 * @param call the call
	 * @param stop ends it during a pause
	 * @return the result
	 * @throws ConsumerException at once, for the same call would fail again
	 * @throws TemporaryException of the last attempt, if there are no more
	 * @throws StopException if it was stopped
	 */
	public <T> T call(Supplier<T> call, StopSignal stop) {
		BackOffExecution pauses = this.settings.backOff().start();
		while (true) {
			try {
				return call.get();
			}
			catch (ConsumerException ex) {
				throw ex;
			}
			catch (TemporaryException ex) {
				long pause = pauses.nextBackOff();
				if (pause == BackOffExecution.STOP) {
					throw ex;
				}
				this.log.warn(() -> ex.getMessage() + "; the next attempt is in " + pause + " ms");
				stop.pause(Duration.ofMillis(pause));
			}
		}
	}

}
