package io.github.polywire.metricq.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.client.HistoryTemplate;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.ChunkPublisher;
import io.github.polywire.metricq.listener.ContainerRegistry;
import io.github.polywire.metricq.listener.HistoryCounters;
import io.github.polywire.metricq.listener.ListenerCounters;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the agents, the source, the history client, and each listener, transformer
 * and database.
 */
final class MetricqMetrics implements MeterBinder {

	private static final Map<String, ContainerCounter> COUNTERS = Map.of("points",
			new ContainerCounter("Points that came", ListenerCounters::points), "chunks",
			new ContainerCounter("Chunks that came", ListenerCounters::chunks), "irregular",
			new ContainerCounter("Chunks with times that go back or stand still, or with unequal numbers",
					ListenerCounters::irregular),
			"malformed", new ContainerCounter("Messages that are no chunks", ListenerCounters::malformed),
			"redelivered", new ContainerCounter("Chunks that had been delivered before", ListenerCounters::redelivered),
			"retries", new ContainerCounter("Calls that were made again", ListenerCounters::retried), "dropped",
			new ContainerCounter("Chunks that could not be handled", ListenerCounters::dropped), "requeued",
			new ContainerCounter("Chunks that went back to the queue", ListenerCounters::requeued), "lost",
			new ContainerCounter("How often the queue was lost", ListenerCounters::resubscribed));

	private final Map<MetricqRole, List<Agent>> agents;

	private final @Nullable SourceTemplate source;

	private final @Nullable HistoryTemplate history;

	private final MetricqRegistries registries;

	private final MetricTaskRegistry metrics;

	MetricqMetrics(List<Agent> agents, @Nullable SourceTemplate source, @Nullable HistoryTemplate history,
			MetricqRegistries registries, MetricTaskRegistry metrics) {
		this.agents = agents.stream().collect(Collectors.groupingBy(Agent::role));
		this.source = source;
		this.history = history;
		this.registries = registries;
		this.metrics = metrics;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Meters all = new Meters(meters);
		this.agents.forEach((role, ofRole) -> bindAgents(all, role, () -> ofRole));
		if (this.source != null) {
			bindSource(all, this.source);
		}
		if (this.history != null) {
			all.gauge("metricq.history.in.flight", "History requests that wait for their answers", Tags.empty(),
					this.history, HistoryTemplate::inFlightCount);
		}
		this.metrics.addListener((name) -> bindMetric(all, name));
		ContainerMeters containers = new ContainerMeters(all);
		this.registries.all().forEach((registry) -> registry.addListener(containers));
	}

	private static void bindAgents(Meters all, MetricqRole role, Supplier<List<Agent>> agents) {
		Tags tags = Tags.of("role", role.id());
		all.gauge("metricq.agent.ready", "Agents that are connected", tags, agents,
				(it) -> sum(it, (agent) -> (agent.state() == MetricqAgent.State.READY) ? 1 : 0));
		all.gauge("metricq.connections.open", "Connections to RabbitMQ that are open", tags, agents, (it) -> sum(it,
				(agent) -> agent.connections().stream().filter((connection) -> connection.session() != null).count()));
		all.gauge("metricq.connections.blocked", "Connections on which RabbitMQ takes no messages at present", tags,
				agents, (it) -> sum(it, MetricqMetrics::blockedCount));
		all.counter("metricq.reconnects", "Connections to RabbitMQ that were opened again", tags, agents,
				(it) -> sum(it, Agent::reconnectCount));
		all.counter("metricq.rpc.late.answers", "Answers that came when nobody waited any more", tags, agents,
				(it) -> sum(it, Agent::lateAnswerCount));
	}

	private static long blockedCount(Agent agent) {
		return agent.connections()
			.stream()
			.map(BrokerConnection::session)
			.filter((session) -> session != null && session.blockedReason() != null)
			.count();
	}

	private static long sum(Supplier<List<Agent>> agents, ToLongFunction<Agent> value) {
		return agents.get().stream().mapToLong(value).sum();
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
	 * Adds and removes the meters of listeners, transformers and databases.
	 */
	private final class ContainerMeters implements ContainerRegistry.Listener {

		private final Meters meters;

		private final Map<MetricqListenerContainer, List<Meter>> byContainer = new ConcurrentHashMap<>();

		private ContainerMeters(Meters meters) {
			this.meters = meters;
		}

		@Override
		public void added(MetricqListenerContainer container) {
			this.byContainer.computeIfAbsent(container, this::register);
		}

		private List<Meter> register(MetricqListenerContainer container) {
			MetricqRole role = container.agent().role();
			Tags tags = Tags.of("listener", container.id(), "role", role.id());
			List<Meter> added = new ArrayList<>();
			ListenerCounters counters = container.counters();
			COUNTERS.forEach((name, counter) -> added.add(this.meters.counter("metricq.listener." + name,
					counter.description(), tags, counters, counter.value())));
			added.add(this.meters.gauge("metricq.listener.in.flight", "Chunks that came and are not settled", tags,
					container, MetricqListenerContainer::inFlightCount));
			added.add(this.meters.gauge("metricq.listener.lag", "Age in seconds of the last point that came", tags,
					counters, ContainerMeters::lagSeconds));
			if (role == MetricqRole.TRANSFORMER) {
				registerTransformer(container.id(), added);
			}
			else if (role == MetricqRole.DB) {
				registerDatabase(container.id(), added);
			}
			if (role != MetricqRole.SINK) {
				bindAgents(this.meters, role,
						() -> MetricqMetrics.this.registries.agents()
							.stream()
							.filter((agent) -> agent.role() == role)
							.toList());
			}
			return added;
		}

		private void registerTransformer(String id, List<Meter> added) {
			Tags tags = Tags.of("transformer", id);
			ChunkPublisher publisher = MetricqMetrics.this.registries.transformers().publisher(id);
			added.add(this.meters.counter("metricq.transformer.points", "Points that RabbitMQ confirmed", tags,
					publisher, ChunkPublisher::confirmedPoints));
			added.add(this.meters.counter("metricq.transformer.refused.points", "Points that RabbitMQ refused", tags,
					publisher, ChunkPublisher::refusedPoints));
			added.add(this.meters.counter("metricq.transformer.replayed.chunks", "Chunks that had to be sent again",
					tags, publisher, ChunkPublisher::replayedChunks));
			added.add(this.meters.gauge("metricq.transformer.unconfirmed.chunks", "Chunks that wait for RabbitMQ", tags,
					publisher, ChunkPublisher::unconfirmedChunks));
		}

		private void registerDatabase(String id, List<Meter> added) {
			Tags tags = Tags.of("database", id);
			HistoryCounters counters = MetricqMetrics.this.registries.databases().historyCounters(id);
			added.add(this.meters.counter("metricq.db.requests", "History requests that were answered", tags, counters,
					HistoryCounters::answered));
			added.add(this.meters.counter("metricq.db.failed", "History requests that the database failed to answer",
					tags, counters, HistoryCounters::failed));
			added.add(this.meters.counter("metricq.db.malformed", "Messages that are no history requests", tags,
					counters, HistoryCounters::malformed));
			added.add(this.meters.gauge("metricq.db.in.flight", "History requests that are being answered", tags,
					counters, HistoryCounters::inFlightCount));
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

	/**
	 * A counter of what a container gets.
	 *
	 * @param description what it counts
	 * @param value reads it
	 */
	private record ContainerCounter(String description, ToDoubleFunction<ListenerCounters> value) {
	}

}
