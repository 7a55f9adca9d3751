package io.github.polywire.dxlstreaming.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.connection.StreamService;
import io.github.polywire.dxlstreaming.observation.DefaultDxlStreamSendConvention;
import io.github.polywire.dxlstreaming.observation.DxlStreamObservation;
import io.github.polywire.dxlstreaming.observation.DxlStreamSendContext;
import io.github.polywire.dxlstreaming.observation.DxlStreamSendConvention;
import io.github.polywire.dxlstreaming.observation.SafeObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.util.Assert;

/**
 * Makes requests of records, observes them, and sends them. Thread-safe.
 */
public final class RecordSender {

	private static final DxlStreamSendConvention DEFAULT = new DefaultDxlStreamSendConvention();

	private final StreamService service;

	private final ObservationRegistry registry;

	private final @Nullable DxlStreamSendConvention convention;

	/**
	 * Creates a sender.
	 * @param service the service
	 * @param registry observes requests
	 * @param convention names the observations, or {@code null} for the default
	 */
	public RecordSender(StreamService service, ObservationRegistry registry,
			@Nullable DxlStreamSendConvention convention) {
		this.service = service;
		this.registry = registry;
		this.convention = convention;
	}

	StreamService service() {
		return this.service;
	}

	/**
	 * Makes a request. The payloads are written now; the caller may change them after.
	 * @param messages the records
	 * @return the request
	 * @throws PermanentException if a payload cannot be written
	 */
	Request prepare(List<DxlMessage> messages) {
		Assert.notEmpty(messages, "'messages' must not be empty");
		Map<String, String> added = new LinkedHashMap<>();
		Observation observation = SafeObservations.start(this.registry,
				() -> DxlStreamObservation.SEND.observation(this.convention, DEFAULT,
						() -> new DxlStreamSendContext(messages.get(0).topic(), messages.size(), added),
						this.registry));
		try {
			return new Request(this.service, this.service.codec().produceRequest(messages, headers(messages, added)),
					observation);
		}
		catch (JacksonException ex) {
			PermanentException failure = new PermanentException("A payload for the topic '" + messages.get(0).topic()
					+ "' cannot be written as JSON: " + ex.getOriginalMessage(), ex);
			observation.error(failure);
			SafeObservations.stop(observation);
			throw failure;
		}
	}

	private static List<Map<String, String>> headers(List<DxlMessage> messages, Map<String, String> added) {
		if (added.isEmpty()) {
			return messages.stream().map(DxlMessage::headers).toList();
		}
		List<Map<String, String>> all = new ArrayList<>(messages.size());
		for (DxlMessage message : messages) {
			Map<String, String> headers = new LinkedHashMap<>(message.headers());
			headers.putAll(added);
			all.add(headers);
		}
		return all;
	}

	/**
	 * A request that is ready to be sent.
	 *
	 * @param service the service
	 * @param body the request's body
	 * @param observation ends when it was sent
	 */
	record Request(StreamService service, byte[] body, Observation observation) {

		void send() {
			try {
				this.service.produce(this.body);
			}
			catch (RuntimeException ex) {
				this.observation.error(ex);
				throw ex;
			}
			finally {
				SafeObservations.stop(this.observation);
			}
		}

		void abandon(RuntimeException failure) {
			this.observation.error(failure);
			SafeObservations.stop(this.observation);
		}

	}

}
