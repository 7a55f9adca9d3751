package io.github.polywire.natsmicro;

import org.springframework.util.MultiValueMap;

/**
 * A service answered with an error.
 */
public class MicroServiceException extends MicroRequestException {

	private final int code;

	private final String description;

	private final byte[] body;

	private final transient MultiValueMap<String, String> headers;

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param message what happened
	 * @param error the error that the service answered with
	 */
	public MicroServiceException(String subject, String message, ServiceError error) {
		super(subject, message);
		this.code = error.code();
		this.description = error.description();
		this.body = error.body();
		this.headers = error.headers();
	}

	/**
	 * The code of the error, as in HTTP by convention.
	 * @return the code; 500 if the service sent one that is no number
	 */
	public int getCode() {
		return this.code;
	}

	/**
	 * What the service says of the error.
	 * @return a text, perhaps empty
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * More about the error.
	 * @return the body of the answer, perhaps empty, which must not be changed
	 */
	public byte[] getBody() {
		return this.body;
	}

	/**
	 * The headers of the answer, those of the error included.
	 * @return an unmodifiable map
	 */
	public MultiValueMap<String, String> getHeaders() {
		return (this.headers != null) ? this.headers : MicroHeaders.empty();
	}

}
