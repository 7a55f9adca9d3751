package io.github.polywire.rabibridge.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a function is served. Immutable; each {@code with} method returns a changed copy.
 *
 * @param id the id of the container, or {@code null} for kind and name
 * @param queueSize how many calls may wait in the queue, or {@code null} for no bound
 * @param fetchSize how many calls are fetched before they are answered, or {@code null}
 * for the default
 * @param timeout how long a call may wait in the queue, or {@code null} for no bound
 * @param concurrency how many calls are executed side by side, or {@code null} for the
 * default
 * @param reRegister whether a queue with other arguments is deleted and declared anew
 * when the function is first served, unless it has consumers
 * @param autoStartup whether the function is served as soon as the application starts, or
 * {@code null} for the default
 */
public record RemoteCallOptions(@Nullable String id, @Nullable Integer queueSize, @Nullable Integer fetchSize,
		@Nullable Duration timeout, @Nullable Integer concurrency, boolean reRegister, @Nullable Boolean autoStartup) {

	/** RabbitMQ keeps the prefetch count in 16 bits. */
	private static final int MAX_FETCH_SIZE = 65535;

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

	/** RabbitMQ keeps the milliseconds in 32 bits. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(49);

	private static final RemoteCallOptions DEFAULTS = new RemoteCallOptions(null, null, null, null, null, false, null);

	/**
	 * Creates options.
	 * @throws IllegalArgumentException if a number or the timeout is out of bounds
	 */
	public RemoteCallOptions {
		Assert.isTrue(queueSize == null || queueSize > 0, "queueSize must be positive");
		Assert.isTrue(fetchSize == null || (fetchSize > 0 && fetchSize <= MAX_FETCH_SIZE),
				"fetchSize must be from 1 to " + MAX_FETCH_SIZE);
		Assert.isTrue(timeout == null || (timeout.compareTo(MIN_TIMEOUT) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0),
				"timeout must be from 1 ms to " + MAX_TIMEOUT.toDays() + " days");
		Assert.isTrue(concurrency == null || concurrency > 0, "concurrency must be positive");
	}

	/**
	 * The defaults.
	 * @return options that leave all to the defaults
	 */
	public static RemoteCallOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Changes the id.
	 * @param id the id of the container
	 * @return the changed options
	 */
	public RemoteCallOptions withId(String id) {
		return new RemoteCallOptions(id, this.queueSize, this.fetchSize, this.timeout, this.concurrency,
				this.reRegister, this.autoStartup);
	}

	/**
	 * Changes how many calls may wait in the queue.
	 * @param queueSize a positive number
	 * @return the changed options
	 */
	public RemoteCallOptions withQueueSize(int queueSize) {
		return new RemoteCallOptions(this.id, queueSize, this.fetchSize, this.timeout, this.concurrency,
				this.reRegister, this.autoStartup);
	}

	/**
	 * Changes how many calls are fetched before they are answered.
	 * @param fetchSize a positive number
	 * @return the changed options
	 */
	public RemoteCallOptions withFetchSize(int fetchSize) {
		return new RemoteCallOptions(this.id, this.queueSize, fetchSize, this.timeout, this.concurrency,
				this.reRegister, this.autoStartup);
	}

	/**
	 * Changes how long a call may wait in the queue.
	 * @param timeout the time
	 * @return the changed options
	 */
	public RemoteCallOptions withTimeout(Duration timeout) {
		return new RemoteCallOptions(this.id, this.queueSize, this.fetchSize, timeout, this.concurrency,
				this.reRegister, this.autoStartup);
	}

	/**
	 * Changes how many calls are executed side by side.
	 * @param concurrency a positive number
	 * @return the changed options
	 */
	public RemoteCallOptions withConcurrency(int concurrency) {
		return new RemoteCallOptions(this.id, this.queueSize, this.fetchSize, this.timeout, concurrency,
				this.reRegister, this.autoStartup);
	}

	/**
	 * Changes whether a queue with other arguments is deleted and declared anew.
	 * @param reRegister whether it is
	 * @return the changed options
	 */
	public RemoteCallOptions withReRegister(boolean reRegister) {
		return new RemoteCallOptions(this.id, this.queueSize, this.fetchSize, this.timeout, this.concurrency,
				reRegister, this.autoStartup);
	}

	/**
	 * Changes whether the function is served as soon as the application starts.
	 * @param autoStartup whether it is
	 * @return the changed options
	 */
	public RemoteCallOptions withAutoStartup(boolean autoStartup) {
		return new RemoteCallOptions(this.id, this.queueSize, this.fetchSize, this.timeout, this.concurrency,
				this.reRegister, autoStartup);
	}

}
