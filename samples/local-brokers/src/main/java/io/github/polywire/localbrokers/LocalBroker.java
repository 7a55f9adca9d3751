package io.github.polywire.localbrokers;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A running broker for a test or a sample, and the means to make it fail. Its processes
 * and data go when it is closed, and also when this JVM ends in any way without closing
 * it.
 * <p>
 * Reading its address is safe from any thread; steering it (kill, stop, restart, …) is
 * for one thread at a time. Every method that steers throws
 * {@link UnsupportedOperationException} when the broker is not {@link #isControllable()
 * controllable}, and {@link LocalBrokerException} when the broker does not comply.
 */
public abstract sealed class LocalBroker implements AutoCloseable permits LocalRabbit, LocalNats {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final BrokerProcess process;

	private final int port;

	private volatile boolean shared;

	private volatile String version = "unknown";

	private @Nullable Exception lastFailure;

	LocalBroker(BrokerProcess process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * The host to connect to.
	 * @return a name or address
	 */
	public final String host() {
		return this.process.host();
	}

	/**
	 * The port to connect to; it stays the same over restarts.
	 * @return the port
	 */
	public final int port() {
		return this.port;
	}

	/**
	 * The host and port, as in {@code 127.0.0.1:5672}.
	 * @return host and port
	 */
	public final String address() {
		return host() + ":" + this.port;
	}

	/**
	 * The version the broker told when it was last started.
	 * @return the version
	 */
	public final String version() {
		return this.version;
	}

	/**
	 * Whether this broker can be killed, stopped, restarted and suspended: not when it is
	 * one that properties pointed at.
	 * @return whether the broker is ours
	 */
	public final boolean isControllable() {
		return this.process.isControllable();
	}

	/**
	 * Ends the broker with SIGKILL and returns when it is gone. Its data stays for
	 * {@link #restart()}.
	 */
	public final void kill() {
		this.process.kill();
	}

	/**
	 * Shuts the broker down in order and returns when it is gone. Its data stays for
	 * {@link #restart()}.
	 */
	public final void stop() {
		this.process.stop();
	}

	/**
	 * Starts the broker again on the same port and data, after stopping it if it runs,
	 * and returns when it accepts clients.
	 */
	public final void restart() {
		if (this.process.isRunning()) {
			this.process.stop();
		}
		this.process.start();
		awaitReady();
	}

	/**
	 * Freezes the broker with SIGSTOP: its connections stay open and nobody answers.
	 */
	public final void suspend() {
		this.process.suspend();
	}

	/**
	 * Lets a suspended broker go on.
	 */
	public final void resume() {
		this.process.resume();
	}

	/**
	 * Kills the broker and removes its data. Does nothing to the one that is shared by
	 * the whole JVM, nor to one that is not ours.
	 */
	@Override
	public final void close() {
		if (!this.shared) {
			this.process.close();
		}
	}

	final BrokerProcess process() {
		return this.process;
	}

	/**
	 * Connects as a client would, and returns the version the broker tells.
	 * @return the version
	 * @throws Exception if it does not accept us
	 */
	abstract String connect() throws Exception;

	final void markShared() {
		this.shared = true;
	}

	/**
	 * Waits after the very first start; a broker that fails it leaves nothing behind.
	 */
	final void awaitFirstReady() {
		try {
			awaitReady();
		}
		catch (RuntimeException ex) {
			this.process.close();
			throw ex;
		}
	}

	private void awaitReady() {
		// Whoever runs a broker of their own has it running before they ask.
		Duration timeout = isControllable() ? START_TIMEOUT : Duration.ZERO;
		Poll.until(timeout, () -> isReady() || !this.process.isRunning());
		if (this.lastFailure != null) {
			throw new LocalBrokerException(
					"The broker at " + address() + (this.process.isRunning() ? " accepts no client: " : " has ended: ")
							+ this.lastFailure + this.process.logTail(),
					this.lastFailure);
		}
	}

	private boolean isReady() {
		try {
			this.version = connect();
			this.lastFailure = null;
			return true;
		}
		catch (Exception ex) {
			this.lastFailure = ex;
			return false;
		}
	}

}
