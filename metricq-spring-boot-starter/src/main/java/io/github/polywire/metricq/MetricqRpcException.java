package io.github.polywire.metricq;

/**
 * The manager or another agent answered an RPC with an error.
 */
public class MetricqRpcException extends MetricqException {

	private final String function;

	private final String error;

	/**
	 * Creates an exception.
	 * @param function the function that was called
	 * @param error what the other side answered
	 */
	public MetricqRpcException(String function, String error) {
		this(function, error, "The RPC " + function + " was answered with the error: " + error);
	}

	/**
	 * Creates an exception with a message of its own.
	 * @param function the function that was called
	 * @param error what the other side answered
	 * @param message what happened and what to do
	 */
	protected MetricqRpcException(String function, String error, String message) {
		super(message);
		this.function = function;
		this.error = error;
	}

	/**
	 * The function that was called.
	 * @return the function's name
	 */
	public String getFunction() {
		return this.function;
	}

	/**
	 * What the other side answered.
	 * @return its text, as it is
	 */
	public String getError() {
		return this.error;
	}

}
