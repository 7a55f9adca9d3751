package io.github.polywire.natsmicro.listener;

import java.util.List;

import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.impl.Headers;

/**
 * The headers of error answers.
 */
final class ErrorHeaders {

	private ErrorHeaders() {
	}

	static Headers of(ServiceError error, String safeDescription) {
		Headers headers = HeaderCodec.encode(error.headers());
		if (headers == null) {
			headers = new Headers();
		}
		else {
			remove(headers, MicroHeaderNames.ERROR);
			remove(headers, MicroHeaderNames.ERROR_CODE);
		}
		headers.put(MicroHeaderNames.ERROR, safeDescription);
		headers.put(MicroHeaderNames.ERROR_CODE, Integer.toString(error.code()));
		return headers;
	}

	static List<String> values(Headers headers, String name) {
		List<String> values = headers.getIgnoreCase(name);
		return (values != null) ? values : List.of();
	}

	private static void remove(Headers headers, String name) {
		List.copyOf(headers.keySet()).stream().filter(name::equalsIgnoreCase).forEach(headers::remove);
	}

}
