package io.github.polywire.natsmicro.wire;

/**
 * The names of the headers that the starter knows.
 */
public final class MicroHeaderNames {

	/** The text of an error. */
	public static final String ERROR = "Nats-Service-Error";

	/** The code of an error; a reply that has it is an error. */
	public static final String ERROR_CODE = "Nats-Service-Error-Code";

	/** The code of a success, an extension of the Python implementation. */
	public static final String SUCCESS_CODE = "Nats-Service-Success-Code";

	/** How long the caller waits, in milliseconds from the receipt of the request. */
	public static final String TIMEOUT_MS = "Timeout-Ms";

	private MicroHeaderNames() {
	}

}
