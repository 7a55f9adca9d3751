package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.List;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * One call of a listener's method, as the message that Spring's invocation asks for. Its
 * headers are empty and shared: an id for each call would cost more than the call.
 */
final class ListenerCall implements Message<List<ReceivedChunk>> {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(null);

	private final List<ReceivedChunk> batch;

	private final int index;

	private final @Nullable OutputCollector output;

	/**
	 * Creates a call.
	 * @param batch the chunks, at least one
	 * @param index the index of the point in the first, if the call is for a point
	 * @param output takes what a transformer makes, or {@code null}
	 */
	ListenerCall(List<ReceivedChunk> batch, int index, @Nullable OutputCollector output) {
		this.batch = batch;
		this.index = index;
		this.output = output;
	}

	@Override
	public List<ReceivedChunk> getPayload() {
		return this.batch;
	}

	@Override
	public MessageHeaders getHeaders() {
		return NO_HEADERS;
	}

	@Nullable Object argument(ListenerSignature.Part part) {
		ReceivedChunk first = this.batch.get(0);
		return switch (part) {
			case POINT -> first.chunk().point(this.index);
			case METRIC -> first.chunk().metric();
			case TIME -> first.chunk().time(this.index);
			case VALUE -> first.chunk().value(this.index);
			case CHUNK -> first.chunk();
			case METADATA -> first.metadata();
			case POINTS -> points();
			case OUTPUT -> this.output;
			case CHUNKS -> this.batch.stream().map(ReceivedChunk::chunk).toList();
		};
	}

	private List<DataPoint> points() {
		List<DataPoint> points = new ArrayList<>();
		for (ReceivedChunk received : this.batch) {
			MetricChunk chunk = received.chunk();
			for (int i = 0; i < chunk.size(); i++) {
				points.add(chunk.point(i));
			}
		}
		return points;
	}

}
