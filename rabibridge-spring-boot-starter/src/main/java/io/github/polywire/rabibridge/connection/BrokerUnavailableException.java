package io.github.polywire.rabibridge.connection;

import io.github.polywire.rabibridge.RabiBridgeException;

/**
 * The broker could not be reached, or did not let us in, when it had to be.
 */
public class BrokerUnavailableException extends RabiBridgeException {

	private final String connectionName;

	private final String address;

	private final String reason;

	/**
	 * Creates an exception.
	 * @param connectionName what the connection is for
	 * @param address the broker's address
	 * @param reason why it could not be opened
	 * @param cause the cause
	 */
	public BrokerUnavailableException(String connectionName, String address, String reason, Throwable cause) {
		super("Cannot connect to RabbitMQ at %s for the RabiBridge %s: %s".formatted(address, connectionName, reason),
				cause);
		this.connectionName = connectionName;
		this.address = address;
		this.reason = reason;
	}

	/**
	 * What the connection is for.
	 * @return {@code client} or {@code server}
	 */
	public String getConnectionName() {
		return this.connectionName;
	}

	/**
	 * The broker's address.
	 * @return host and port, or several
	 */
	public String getAddress() {
		return this.address;
	}

	/**
	 * Why the connection could not be opened.
	 * @return a sentence
	 */
	public String getReason() {
		return this.reason;
	}

}
