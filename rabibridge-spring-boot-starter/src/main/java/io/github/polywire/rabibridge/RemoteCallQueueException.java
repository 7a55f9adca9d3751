package io.github.polywire.rabibridge;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A function's queue exists with other arguments than this application wants, or cannot
 * be declared for another reason that trying again does not cure.
 */
public class RemoteCallQueueException extends RabiBridgeException {

	private final String queue;

	private final String brokerReason;

	private final Map<String, Object> wantedArguments;

	/**
	 * Creates an exception.
	 * @param queue the queue's name
	 * @param brokerReason what the broker said
	 * @param wantedArguments the arguments wanted
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RemoteCallQueueException(String queue, String brokerReason, Map<String, Object> wantedArguments,
			String message, @Nullable Throwable cause) {
		super(message, cause);
		this.queue = queue;
		this.brokerReason = brokerReason;
		this.wantedArguments = Map.copyOf(wantedArguments);
	}

	/**
	 * The queue's name.
	 * @return the name
	 */
	public String getQueue() {
		return this.queue;
	}

	/**
	 * What the broker said.
	 * @return the broker's text
	 */
	public String getBrokerReason() {
		return this.brokerReason;
	}

	/**
	 * The arguments that this application wants the queue to have.
	 * @return the arguments
	 */
	public Map<String, Object> getWantedArguments() {
		return this.wantedArguments;
	}

}
