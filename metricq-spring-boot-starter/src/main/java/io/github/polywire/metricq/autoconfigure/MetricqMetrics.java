package io.github.polywire.metricq.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.client.HistoryTemplate;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.listener.ListenerCounters;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the agents, the source, the history client, and each listener.
 */
final class MetricqMetrics implements MeterBinder {

	private final List<Agent> agents;

	private final @Nullable SourceTemplate source;

	private final @Nullable HistoryTemplate history;

	private final MetricqListenerRegistry listeners;

	private final MetricTaskRegistry metrics;

	MetricqMetrics(List<Agent> agents, @Nullable SourceTemplate source, @Nullable HistoryTemplate history,
			MetricqListenerRegistry listeners, MetricTaskRegistry metrics) {
		this.agents = agents;
		this.source = source;
		this.history = history;
		this.listeners = listeners;
		this.metrics = metrics;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Meters all = new Meters(meters);
		for (Agent agent : this.agents) {
			Tags tags = Tags.of("role", agent.role().id());
			all.gauge("metricq.agent.ready", "Whether the agent is connected", tags, agent,
					(it) -> (it.state() == MetricqAgent.State.READY) ? 1 : 0);
			all.gauge("metricq.connections.open", "Connections to RabbitMQ that are open", tags, agent,
					(it) -> it.connections().stream().filter((connection) -> connection.session() != null).count());
			all.counter("metricq.reconnects", "Connections to RabbitMQ that were opened again", tags, agent,
					Agent::reconnectCount);
			all.counter("metricq.rpc.late.answers", "Answers that came when nobody waited any more", tags, agent,
					Agent::lateAnswerCount);
		}
		if (this.source != null) {
			bindSource(all, this.source);
		}
		if (this.history != null) {
			all.gauge("metricq.history.in.flight", "History requests that wait for their answers", Tags.empty(),
					this.history, HistoryTemplate::inFlightCount);
		}
		this.metrics.addListener((name) -> bindMetric(all, name));
		this.listeners.addListener(new ListenerMeters(all));
	}

	private static void bindSource(Meters all, SourceTemplate source) {
		all.counter("metricq.source.points", "Points that RabbitMQ confirmed", Tags.empty(), source,
				(it) -> it.counts().sentPoints());
		all.counter("metricq.source.chunks", "Chunks that RabbitMQ confirmed", Tags.empty(), source,
				(it) -> it.counts().sentChunks());
		all.counter("metricq.source.replayed.chunks", "Chunks that had to be sent again", Tags.empty(), source,
				(it) -> it.counts().replayedChunks());
		all.counter("metricq.source.dropped.points", "Points that were dropped for want of room", Tags.empty(), source,
				(it) -> it.counts().droppedPoints());
		all.counter("metricq.source.refused.points", "Points that RabbitMQ refused", Tags.empty(), source,
				(it) -> it.counts().refusedPoints());
		all.counter("metricq.source.overflows", "Points that were not accepted for want of room", Tags.empty(), source,
				SourceTemplate::overflowCount);
		all.gauge("metricq.source.unconfirmed.chunks", "Chunks that wait for RabbitMQ", Tags.empty(), source,
				(it) -> it.counts().unconfirmedChunks());
		all.gauge("metricq.source.unconfirmed.bytes", "Size of the chunks that wait for RabbitMQ", Tags.empty(), source,
				(it) -> it.counts().unconfirmedBytes());
	}

	private void bindMetric(Meters all, String name) {
		Tags tags = Tags.of("metric", name);
		all.counter("metricq.metric.beats", "Calls of the method that makes a metric", tags, this.metrics,
				(it) -> find(it, name).beats());
		all.counter("metricq.metric.skipped", "Beats that were left out because a call took too long", tags,
				this.metrics, (it) -> find(it, name).skipped());
		all.counter("metricq.metric.failed", "Calls of the method that makes a metric that failed", tags, this.metrics,
				(it) -> find(it, name).failed());
	}

	private static MetricqMetricInfo find(MetricTaskRegistry metrics, String name) {
		return metrics.getMetrics().stream().filter((metric) -> metric.metric().equals(name)).findFirst().orElseThrow();
	}

	/**
	 * Registers meters.
	 */
	private record Meters(MeterRegistry registry) {

		private <T> Meter gauge(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
			return Gauge.builder(name, source, value)
				.description(description)
				.tags(tags)
				.strongReference(true)
				.register(this.registry);
		}

		private <T> Meter counter(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
			return FunctionCounter.builder(name, source, value)
				.description(description)
				.tags(tags)
				.register(this.registry);
		}

	}

	/**
	 * Adds and removes the meters of listeners.
	 */
	private static final class ListenerMeters implements MetricqListenerRegistry.Listener {

		private final Meters meters;

		private final Map<MetricqListenerContainer, List<Meter>> byContainer = new ConcurrentHashMap<>();

		private ListenerMeters(Meters meters) {
			this.meters = meters;
		}

		@Override
		public void added(MetricqListenerContainer container) {
			this.byContainer.computeIfAbsent(container, this::register);
		}

		private List<Meter> register(MetricqListenerContainer container) {
			Tags tags = Tags.of("listener", container.id());
			ListenerCounters counters = container.counters();
			return List.of(
					this.meters.counter("metricq.listener.points", "Points that came", tags, counters,
							ListenerCounters::points),
					this.meters.counter("metricq.listener.chunks", "Chunks that came", tags, counters,
							ListenerCounters::chunks),
					this.meters.counter("metricq.listener.irregular",
							"Chunks with times that go back or stand still, or with unequal numbers", tags, counters,
							ListenerCounters::irregular),
					this.meters.counter("metricq.listener.malformed", "Messages that are no chunks", tags, counters,
							ListenerCounters::malformed),
					this.meters.counter("metricq.listener.redelivered", "Chunks that had been delivered before", tags,
							counters, ListenerCounters::redelivered),
					this.meters.counter("metricq.listener.retries", "Calls that were made again", tags, counters,
							ListenerCounters::retried),
					this.meters.counter("metricq.listener.dropped", "Chunks that could not be handled", tags, counters,
							ListenerCounters::dropped),
					this.meters.counter("metricq.listener.requeued", "Chunks that went back to the queue", tags,
							counters, ListenerCounters::requeued),
					this.meters.counter("metricq.listener.lost", "How often the queue was lost", tags, counters,
							ListenerCounters::resubscribed),
					this.meters.gauge("metricq.listener.in.flight", "Chunks that came and are not settled", tags,
							container, MetricqListenerContainer::inFlightCount),
					this.meters.gauge("metricq.listener.lag", "Age in seconds of the last point that came", tags,
							counters, ListenerMeters::lagSeconds));
		}

		private static double lagSeconds(ListenerCounters counters) {
			long last = counters.lastTimeNanos();
			return (last != 0) ? System.currentTimeMillis() / 1e3 - last / 1e9 : Double.NaN;
		}

		@Override
		public void removed(MetricqListenerContainer container) {
			List<Meter> removed = this.byContainer.remove(container);
			if (removed != null) {
				removed.forEach(this.meters.registry()::remove);
			}
		}

	}

}
