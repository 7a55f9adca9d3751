package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecoverer;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.PayloadException;

/**
 * Sends records to a dead-letter topic, with where they came from and why in headers.
 */
public final class DeadLetterSender implements DxlRecoverer {

	/** The header with the record's topic. */
	public static final String TOPIC_HEADER = "x-original-topic";

	/** The header with the record's partition. */
	public static final String PARTITION_HEADER = "x-original-partition";

	/** The header with the record's offset. */
	public static final String OFFSET_HEADER = "x-original-offset";

	/** The header with the class of the exception. */
	public static final String EXCEPTION_HEADER = "x-exception";

	private final Supplier<DxlStreamOperations> operations;

	private final String topic;

	private final Duration timeout;

	/**
	 * Creates a sender.
	 * @param operations sends records
	 * @param topic the dead-letter topic
	 * @param timeout how long to wait for the service to take a record
	 */
	public DeadLetterSender(Supplier<DxlStreamOperations> operations, String topic, Duration timeout) {
		this.operations = operations;
		this.topic = topic;
		this.timeout = timeout;
	}

	@Override
	public void recover(DxlRawRecord record, Exception failure) throws Exception {
		Map<String, String> headers = new LinkedHashMap<>(record.headers());
		headers.put(TOPIC_HEADER, record.topic());
		headers.put(PARTITION_HEADER, String.valueOf(record.partition()));
		headers.put(OFFSET_HEADER, String.valueOf(record.offset()));
		headers.put(EXCEPTION_HEADER, failure.getClass().getName());
		this.operations.get()
			.send(List.of(new DxlMessage(this.topic, record.shardingKey(), payload(record), headers)))
			.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static Object payload(DxlRawRecord record) {
		try {
			return record.decodedPayload();
		}
		catch (PayloadException ex) {
			String raw = record.payload();
			return (raw != null) ? raw : "";
		}
	}

}
