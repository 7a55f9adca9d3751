package io.github.polywire.metricq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.InvalidHistoryResponseException;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqTime;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.proto.HistoryRequest.RequestType;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The history client of an application. Connected when it first asks something.
 */
public final class HistoryTemplate implements MetricqHistoryClient, SmartLifecycle {

	private final Agent agent;

	private final Duration timeout;

	private final Object monitor = new Object();

	private @Nullable HistoryExchange exchange;

	private volatile boolean running;

	/**
	 * Creates a history client, without connecting it.
	 * @param agent the agent of the role
	 * @param timeout how long it waits for an answer if the request does not say
	 */
	public HistoryTemplate(Agent agent, Duration timeout) {
		Assert.notNull(agent, "'agent' must not be null");
		Assert.notNull(timeout, "'timeout' must not be null");
		this.agent = agent;
		this.timeout = timeout;
	}

	@Override
	public CompletableFuture<TimeAggregate> aggregateAsync(String metric, @Nullable Instant from,
			@Nullable Instant to) {
		return requestAsync(new HistoryRequest(metric, from, to, Duration.ZERO, HistoryRequest.Type.AGGREGATE))
			.thenApply((response) -> {
				if (response.size() != 1) {
					throw new InvalidHistoryResponseException(metric,
							"it has " + response.size() + " aggregates where one was asked for", null);
				}
				if (response.mode() == HistoryResponse.Mode.VALUES) {
					throw new InvalidHistoryResponseException(metric, "it has a value where an aggregate was asked for",
							null);
				}
				return response.asAggregates().findFirst().orElseThrow();
			});
	}

	@Override
	public CompletableFuture<@Nullable TimeValue> lastValueAsync(String metric) {
		return requestAsync(new HistoryRequest(metric, null, null, Duration.ZERO, HistoryRequest.Type.LAST_VALUE))
			.thenApply((response) -> {
				if (response.size() > 1) {
					throw new InvalidHistoryResponseException(metric,
							"it has " + response.size() + " values where the last was asked for", null);
				}
				return response.asValues().findFirst().orElse(null);
			});
	}

	@Override
	public CompletableFuture<HistoryResponse> requestAsync(HistoryRequest request) {
		MetricqNames.requireMetric(request.metric());
		Duration patience = (request.timeout() != null) ? request.timeout() : this.timeout;
		return activeExchange().send(
				new PendingHistory(MetricqNames.correlationId(this.agent.token()).replace("metricq-rpc", "mq-history"),
						request, encode(request), System.nanoTime() + patience.toNanos(), new HashMap<>(),
						new CompletableFuture<>()),
				patience);
	}

	private static byte[] encode(HistoryRequest request) {
		io.github.polywire.metricq.wire.proto.HistoryRequest.Builder message = io.github.polywire.metricq.wire.proto.HistoryRequest
			.newBuilder()
			.setIntervalMax(request.intervalMax().toNanos())
			.setType(RequestType.valueOf(request.type().name()));
		if (request.from() != null) {
			message.setStartTime(MetricqTime.toEpochNanos(request.from()));
		}
		if (request.to() != null) {
			message.setEndTime(MetricqTime.toEpochNanos(request.to()));
		}
		return message.build().toByteArray();
	}

	private HistoryExchange activeExchange() {
		synchronized (this.monitor) {
			this.agent.use();
			if (this.exchange == null || this.exchange.isEnded()) {
				this.exchange = new HistoryExchange(this.agent);
				this.exchange.start();
			}
			return this.exchange;
		}
	}

	/**
	 * How many requests wait for their answers.
	 * @return the number
	 */
	public int inFlightCount() {
		synchronized (this.monitor) {
			return (this.exchange != null) ? this.exchange.inFlightCount() : 0;
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		synchronized (this.monitor) {
			if (this.exchange != null) {
				this.exchange.end();
				this.exchange = null;
			}
		}
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
