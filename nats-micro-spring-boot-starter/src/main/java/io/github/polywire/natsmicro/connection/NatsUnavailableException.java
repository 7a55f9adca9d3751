package io.github.polywire.natsmicro.connection;

import io.github.polywire.natsmicro.NatsMicroException;
import org.jspecify.annotations.Nullable;

/**
 * NATS could not be reached by an application that must.
 */
public class NatsUnavailableException extends NatsMicroException {

	private static final long serialVersionUID = 1L;

	private final String servers;

	private final String reason;

	/**
	 * Creates an exception.
	 * @param servers the addresses tried, without credentials
	 * @param reason why, in one sentence
	 * @param cause the cause, or {@code null}
	 */
	public NatsUnavailableException(String servers, String reason, @Nullable Throwable cause) {
		super("NATS at " + servers + " could not be reached: " + reason, cause);
		this.servers = servers;
		this.reason = reason;
	}

	/**
	 * The addresses tried.
	 * @return the addresses, without credentials
	 */
	public String getServers() {
		return this.servers;
	}

	/**
	 * Why NATS could not be reached.
	 * @return one sentence
	 */
	public String getReason() {
		return this.reason;
	}

}
