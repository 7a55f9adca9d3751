package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.natsmicro.MicroRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * A request as Spring's argument resolvers read it. The headers of the peer are native
 * headers, so that they cannot pass for Spring's own; they are made only when somebody
 * asks for them.
 */
final class RequestMessage implements Message<byte[]> {

	private final MicroRequest request;

	private @Nullable MessageHeaders headers;

	RequestMessage(MicroRequest request) {
		this.request = request;
	}

	MicroRequest request() {
		return this.request;
	}

	@Override
	public byte[] getPayload() {
		return this.request.body();
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders made = this.headers;
		if (made == null) {
			made = new RequestHeaders(nativeHeaders());
			this.headers = made;
		}
		return made;
	}

	private Map<String, Object> nativeHeaders() {
		Map<String, Object> all = new HashMap<>(4);
		if (!this.request.headers().isEmpty()) {
			Map<String, List<String>> natives = new LinkedCaseInsensitiveMap<>(this.request.headers().size());
			this.request.headers()
				.forEach((name, values) -> natives.computeIfAbsent(name, (absent) -> new ArrayList<>(values.size()))
					.addAll(values));
			all.put(NativeMessageHeaderAccessor.NATIVE_HEADERS, natives);
		}
		return all;
	}

	/**
	 * Headers without id and time, which cost more than the rest and mean nothing here.
	 */
	private static final class RequestHeaders extends MessageHeaders {

		private static final long serialVersionUID = 1L;

		private RequestHeaders(Map<String, Object> headers) {
			super(headers, ID_VALUE_NONE, -1L);
		}

	}

}
