package io.github.polywire.natsmicro.observation;

import io.github.polywire.natsmicro.MicroHeaders;
import io.github.polywire.natsmicro.MicroRequest;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link MicroObservation#SERVER}. Its carrier is the request.
 */
public final class MicroServerContext extends ReceiverContext<MicroRequest> {

	private final String service;

	private final String endpoint;

	private final MicroRequest request;

	private volatile @Nullable Integer errorCode;

	/**
	 * Creates a context.
	 * @param service the name of the service
	 * @param endpoint the name of the endpoint
	 * @param request the request
	 */
	public MicroServerContext(String service, String endpoint, MicroRequest request) {
		super((carrier, key) -> MicroHeaders.first(carrier.headers(), key));
		this.service = service;
		this.endpoint = endpoint;
		this.request = request;
		setCarrier(request);
	}

	/**
	 * The name of the service.
	 * @return the name
	 */
	public String getService() {
		return this.service;
	}

	/**
	 * The name of the endpoint.
	 * @return the name
	 */
	public String getEndpoint() {
		return this.endpoint;
	}

	/**
	 * The request.
	 * @return the request
	 */
	public MicroRequest getRequest() {
		return this.request;
	}

	/**
	 * The code of the error that the request was answered with.
	 * @return the code, or {@code null} if it was not answered with an error
	 */
	public @Nullable Integer getErrorCode() {
		return this.errorCode;
	}

	/**
	 * Sets the code of the error that the request is answered with.
	 * @param errorCode the code, or {@code null}
	 */
	public void setErrorCode(@Nullable Integer errorCode) {
		this.errorCode = errorCode;
	}

}
