package io.github.polywire.dxlstreaming.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Records as Spring's argument resolvers read them. The headers of a record are native
 * headers, so that they cannot pass for Spring's own; they are made only when somebody
 * asks for them.
 */
final class RecordsMessage implements Message<List<DxlRawRecord>> {

	private final List<DxlRawRecord> records;

	private final DxlAcknowledgment acknowledgment;

	private @Nullable MessageHeaders headers;

	RecordsMessage(List<DxlRawRecord> records, DxlAcknowledgment acknowledgment) {
		this.records = records;
		this.acknowledgment = acknowledgment;
	}

	DxlAcknowledgment acknowledgment() {
		return this.acknowledgment;
	}

	@Override
	public List<DxlRawRecord> getPayload() {
		return this.records;
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders made = this.headers;
		if (made == null) {
			Map<String, List<String>> natives = new HashMap<>();
			this.records.get(0).headers().forEach((name, value) -> natives.put(name, List.of(value)));
			made = new RecordHeaders(Map.of(NativeMessageHeaderAccessor.NATIVE_HEADERS, natives));
			this.headers = made;
		}
		return made;
	}

	/**
	 * Headers without id and time, which cost more than the rest and mean nothing here.
	 */
	private static final class RecordHeaders extends MessageHeaders {

		private static final long serialVersionUID = 1L;

		private RecordHeaders(Map<String, Object> headers) {
			super(headers, ID_VALUE_NONE, -1L);
		}

	}

}
