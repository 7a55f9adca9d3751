package io.github.polywire.metricq;

/**
 * The manager has no configuration for an agent's token and did not register it.
 */
public class MetricqConfigurationMissingException extends MetricqRpcException {

	private final String token;

	/**
	 * Creates an exception.
	 * @param token the agent's token
	 * @param function the function that was called
	 * @param error what the manager answered
	 */
	public MetricqConfigurationMissingException(String token, String function, String error) {
		super(function, error, "The manager has no configuration for the token '" + token + "' (" + function + ": "
				+ error + "): add a document '" + token
				+ "' to the manager's configuration database, an empty one will do, or with an embedded network set"
				+ " metricq.network.configs." + token + ".* or metricq.network.strict=false");
		this.token = token;
	}

	/**
	 * The agent's token.
	 * @return the token
	 */
	public String getToken() {
		return this.token;
	}

}
