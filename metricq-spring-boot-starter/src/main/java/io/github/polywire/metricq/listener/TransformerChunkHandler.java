package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.connection.ChunkPublisher;

/**
 * Calls a transformer's method, publishes what it makes, and waits until the broker has
 * it. As long as that takes: the chunks that came are not acknowledged before, and no
 * more than the prefetch come.
 */
final class TransformerChunkHandler implements ChunkHandler {

	private final MethodChunkHandler method;

	private final Set<String> outputs;

	private final ChunkPublisher publisher;

	TransformerChunkHandler(MethodChunkHandler method, Set<String> outputs, ChunkPublisher publisher) {
		this.method = method;
		this.outputs = outputs;
		this.publisher = publisher;
	}

	@Override
	public boolean takesBatches() {
		return this.method.takesBatches();
	}

	@Override
	public void handle(List<ReceivedChunk> batch) throws Exception {
		OutputCollector output = new OutputCollector(this.outputs);
		List<MetricChunk> made;
		try {
			this.method.call(batch, output);
		}
		finally {
			made = output.end();
		}
		List<CompletableFuture<Void>> published = new ArrayList<>(made.size());
		for (MetricChunk chunk : made) {
			published.add(this.publisher.publish(chunk));
		}
		await(published);
	}

	private static void await(List<CompletableFuture<Void>> published) throws InterruptedException {
		for (CompletableFuture<Void> chunk : published) {
			try {
				chunk.get();
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof MetricqException refused) ? refused
						: new MetricqException("What a transformer made could not be published", ex.getCause());
			}
		}
	}

	@Override
	public String describe() {
		return this.method.describe();
	}

}
