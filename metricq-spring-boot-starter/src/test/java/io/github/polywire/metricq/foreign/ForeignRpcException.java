package io.github.polywire.metricq.foreign;

/**
 * The error that a manager answered.
 */
public final class ForeignRpcException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public ForeignRpcException(String error) {
		super(error);
	}

}
