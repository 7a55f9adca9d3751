package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.polywire.metricq.FailureAction;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;

/**
 * Calls a listener with chunks, again if it fails and the policy says so, and settles
 * them. Thread-safe.
 */
final class ChunkProcessor {

	private static final Log logger = LogFactory.getLog(ChunkProcessor.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final String id;

	private final ChunkHandler handler;

	private final FailureAction onFailure;

	private final ListenerCounters counters;

	private final Function<String, MetricMetadata> metadata;

	private final ChunkObserver observer;

	private final RetryTemplate retries;

	private final boolean durable;

	/**
	 * Creates a processor.
	 * @param id the container's id
	 * @param handler handles chunks
	 * @param settings how often it is tried, and what is done then
	 * @param counters counts that
	 * @param metadata what is known of a metric
	 * @param observer observes calls
	 * @param durable whether what is not settled when the channel is lost comes again,
	 * and need not be handled twice
	 */
	ChunkProcessor(String id, ChunkHandler handler, ListenerSettings settings, ListenerCounters counters,
			Function<String, MetricMetadata> metadata, ChunkObserver observer, boolean durable) {
		this.durable = durable;
		this.id = id;
		this.handler = handler;
		this.onFailure = settings.onFailure();
		this.counters = counters;
		this.metadata = metadata;
		this.observer = observer;
		this.retries = new RetryTemplate(settings.retry());
	}

	/**
	 * Handles and settles chunks. What is interrupted is not settled, and so delivered
	 * again if the queue is still there.
	 * @param batch the chunks
	 */
	void process(List<DeliveredChunk> batch) {
		List<DeliveredChunk> live = this.durable
				? batch.stream().filter((chunk) -> chunk.consumer().getChannel().isOpen()).toList() : batch;
		if (!live.isEmpty()) {
			processLive(live);
		}
	}

	private void processLive(List<DeliveredChunk> batch) {
		List<ReceivedChunk> received = new ArrayList<>(batch.size());
		for (DeliveredChunk chunk : batch) {
			received.add(new ReceivedChunk(chunk.chunk(), this.metadata.apply(chunk.chunk().metric())));
		}
		try {
			this.observer.observe(this.id, batch, () -> handle(received));
		}
		catch (Exception ex) {
			if (!Thread.currentThread().isInterrupted()) {
				failed(batch, ex);
			}
			return;
		}
		batch.forEach((chunk) -> chunk.consumer().done(chunk.tag()));
	}

	private void handle(List<ReceivedChunk> received) throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		try {
			this.retries.execute(() -> {
				if (attempts.getAndIncrement() > 0) {
					this.counters.countRetried();
				}
				this.handler.handle(received);
				return received;
			});
		}
		catch (RetryException ex) {
			if (ex.getCause() instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	private void failed(List<DeliveredChunk> batch, Exception failure) {
		for (DeliveredChunk chunk : batch) {
			if (this.onFailure == FailureAction.REQUEUE && !chunk.redelivered()) {
				this.counters.countRequeued(1);
				chunk.consumer().reject(chunk.tag(), true);
			}
			else {
				this.counters.countDropped(1);
				chunk.consumer().done(chunk.tag());
			}
		}
		this.failureLog.warn(
				() -> "The MetricQ container '" + this.id + "' failed to handle " + batch.size()
						+ " chunks from metric '" + batch.get(0).chunk().metric() + "' on, which are "
						+ ((this.onFailure == FailureAction.REQUEUE) ? "delivered once more at most" : "dropped"),
				failure);
	}

}
