package io.github.polywire.metricq.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.ChunkPublisher;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * Publishes chunks as they are, with the buffer and the sender of a source, and tells
 * what becomes of each.
 */
public final class ConfirmedPublisher implements ChunkPublisher {

	private final Agent agent;

	private final boolean persistent;

	private final Supplier<CompletableFuture<ObjectNode>> register;

	private final ReplayBuffer buffer;

	private final Object monitor = new Object();

	private volatile @Nullable DataPublisher publisher;

	/**
	 * Creates a publisher, without connecting it.
	 * @param agent the agent that publishes
	 * @param bufferSize how many bytes may wait for the broker
	 * @param persistent whether the broker keeps chunks on disk in durable queues
	 * @param register registers the agent with the manager, which tells where to publish
	 */
	public ConfirmedPublisher(Agent agent, long bufferSize, boolean persistent,
			Supplier<CompletableFuture<ObjectNode>> register) {
		Assert.notNull(agent, "'agent' must not be null");
		this.agent = agent;
		this.persistent = persistent;
		this.register = register;
		this.buffer = new ReplayBuffer(bufferSize);
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			if (this.publisher == null) {
				this.buffer.end(false);
				DataPublisher started = new DataPublisher(this.agent, this.buffer, this.persistent, this.register);
				started.start();
				this.publisher = started;
			}
		}
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			this.buffer.end(true);
			if (this.publisher != null) {
				this.publisher.stop();
				this.publisher = null;
			}
		}
	}

	@Override
	public CompletableFuture<Void> publish(MetricChunk chunk) {
		MetricqNames.requireMetric(chunk.metric());
		CompletableFuture<Void> outcome = new CompletableFuture<>();
		byte[] body = ChunkCodec.encode(chunk.timesNanos(), chunk.values(), chunk.size());
		if (!this.buffer.offer(new OutgoingChunk(chunk.metric(), body, chunk.size(), outcome), Long.MAX_VALUE)) {
			throw new MetricqAgentStoppedException(this.agent.token(), null);
		}
		return outcome;
	}

	@Override
	public long confirmedPoints() {
		return this.buffer.counts().sentPoints();
	}

	@Override
	public long refusedPoints() {
		return this.buffer.counts().refusedPoints();
	}

	@Override
	public long replayedChunks() {
		return this.buffer.counts().replayedChunks();
	}

	@Override
	public int unconfirmedChunks() {
		return this.buffer.counts().unconfirmedChunks();
	}

	@Override
	public @Nullable String failure() {
		DataPublisher current = this.publisher;
		Throwable failure = (current != null) ? current.failure() : null;
		return (failure != null) ? failure.getMessage() : null;
	}

}
