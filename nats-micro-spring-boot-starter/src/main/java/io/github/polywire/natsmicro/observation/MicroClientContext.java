package io.github.polywire.natsmicro.observation;

import io.github.polywire.natsmicro.MicroReply;
import io.micrometer.observation.transport.RequestReplySenderContext;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The context of {@link MicroObservation#CLIENT}. Its carrier is the headers of the
 * request, its response the answer that came, {@code null} if none came or it is an
 * error.
 */
public final class MicroClientContext extends RequestReplySenderContext<Headers, MicroReply> {

	private final String subject;

	/**
	 * Creates a context.
	 * @param subject the subject of the request
	 * @param headers the headers of the request, which are added to
	 */
	public MicroClientContext(String subject, Headers headers) {
		super(MicroClientContext::put);
		this.subject = subject;
		setCarrier(headers);
		setRemoteServiceName("nats");
	}

	private static void put(@Nullable Headers carrier, String key, String value) {
		if (carrier == null) {
			return;
		}
		try {
			carrier.put(key, value);
		}
		catch (IllegalArgumentException ex) {
			// Baggage that NATS has no room for must not fail the request.
			carrier.remove(key);
		}
	}

	/**
	 * The subject of the request.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

}
