package io.github.polywire.metricq;

/**
 * Another client of the broker has the agent's token: the broker refuses a second one.
 */
public class MetricqTokenInUseException extends MetricqConnectionException {

	private final String token;

	/**
	 * Creates an exception.
	 * @param token the token
	 * @param property the property that sets it
	 * @param cause the broker's refusal
	 */
	public MetricqTokenInUseException(String token, String property, Throwable cause) {
		super("The token '" + token + "' is in use by another MetricQ client of this broker: end that client, or set "
				+ property + " to a token of its own", cause);
		this.token = token;
	}

	/**
	 * The token.
	 * @return the token
	 */
	public String getToken() {
		return this.token;
	}

}
