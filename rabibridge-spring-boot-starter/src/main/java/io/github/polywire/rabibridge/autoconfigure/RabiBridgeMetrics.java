package io.github.polywire.rabibridge.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.listener.FunctionCounters;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the connections, the client, and each function served.
 */
final class RabiBridgeMetrics implements MeterBinder {

	private final List<BrokerConnection> connections;

	private final @Nullable RemoteCallTemplate template;

	private final RemoteCallRegistry registry;

	RabiBridgeMetrics(List<BrokerConnection> connections, @Nullable RemoteCallTemplate template,
			RemoteCallRegistry registry) {
		this.connections = connections;
		this.template = template;
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		for (BrokerConnection connection : this.connections) {
			Tags tags = Tags.of("connection", connection.name());
			Gauge.builder("rabibridge.connection.open", connection, (it) -> (it.session() != null) ? 1 : 0)
				.description("Whether the connection to RabbitMQ is open")
				.tags(tags)
				.register(meters);
			Gauge.builder("rabibridge.connection.blocked", connection, (it) -> isBlocked(it) ? 1 : 0)
				.description("Whether RabbitMQ takes no messages from the connection")
				.tags(tags)
				.register(meters);
			FunctionCounter.builder("rabibridge.connection.reconnects", connection, BrokerConnection::reconnectCount)
				.description("How often the connection to RabbitMQ was opened again")
				.tags(tags)
				.register(meters);
		}
		if (this.template != null) {
			bindClient(this.template, meters);
		}
		FunctionCounter
			.builder("rabibridge.server.unroutable.replies", this.registry, RemoteCallRegistry::unroutableReplyCount)
			.description("Replies whose callers were gone")
			.register(meters);
		this.registry.addListener(new FunctionMeters(meters));
	}

	private static boolean isBlocked(BrokerConnection connection) {
		BrokerSession session = connection.session();
		return session != null && session.blockedReason() != null;
	}

	private static void bindClient(RemoteCallTemplate template, MeterRegistry meters) {
		Gauge.builder("rabibridge.client.in.flight", template, RemoteCallTemplate::inFlightCount)
			.description("Calls that wait for their replies")
			.register(meters);
		for (RemoteCallTemplate.Failure failure : RemoteCallTemplate.Failure.values()) {
			FunctionCounter.builder("rabibridge.client.failures", template, (it) -> it.failureCount(failure))
				.description("Calls that failed without an answer")
				.tag("reason", failure.name().toLowerCase(Locale.ROOT))
				.register(meters);
		}
		FunctionCounter.builder("rabibridge.client.late.replies", template, RemoteCallTemplate::lateReplyCount)
			.description("Replies that came when nobody waited any more")
			.register(meters);
	}

	/**
	 * Adds and removes the meters of functions.
	 */
	private static final class FunctionMeters implements RemoteCallRegistry.Listener {

		private final MeterRegistry meters;

		private final Map<RemoteCallContainer, List<Meter>> byContainer = new ConcurrentHashMap<>();

		private FunctionMeters(MeterRegistry meters) {
			this.meters = meters;
		}

		@Override
		public void added(RemoteCallContainer container) {
			this.byContainer.computeIfAbsent(container, this::register);
		}

		private List<Meter> register(RemoteCallContainer container) {
			ServedFunction function = container.describe();
			Tags tags = Tags.of("function", function.name(), "kind", function.kind().wireName());
			QueueDepth queueDepth = new QueueDepth(container);
			FunctionCounters counters = container.getCounters();
			return List.of(
					gauge("rabibridge.server.in.flight", "Calls that were taken and are not answered", tags, counters,
							FunctionCounters::inFlight),
					gauge("rabibridge.server.queue.depth", "Calls that wait in the function's queue", tags, queueDepth,
							QueueDepth::value),
					counter("rabibridge.server.calls", "Calls that were answered", tags, counters,
							FunctionCounters::calls),
					counter("rabibridge.server.errors", "Calls that were answered with an error", tags, counters,
							FunctionCounters::errors),
					counter("rabibridge.server.invalid",
							"Requests that could not be decoded or whose arguments did not fit", tags, counters,
							FunctionCounters::invalid),
					counter("rabibridge.server.rejected", "Requests without a reply address", tags, counters,
							FunctionCounters::withoutReplyTo),
					counter("rabibridge.server.expired", "Calls that came too late to be executed", tags, counters,
							FunctionCounters::expired),
					counter("rabibridge.server.redelivered", "Requests that had been delivered before", tags, counters,
							FunctionCounters::redelivered),
					counter("rabibridge.server.lost.replies", "Replies that could not be sent", tags, counters,
							FunctionCounters::lostReplies));
		}

		private <T> Meter gauge(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
			return Gauge.builder(name, source, value)
				.description(description)
				.tags(tags)
				.strongReference(true)
				.register(this.meters);
		}

		private <T> Meter counter(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
			return FunctionCounter.builder(name, source, value)
				.description(description)
				.tags(tags)
				.register(this.meters);
		}

		@Override
		public void removed(RemoteCallContainer container) {
			List<Meter> removed = this.byContainer.remove(container);
			if (removed != null) {
				removed.forEach(this.meters::remove);
			}
		}

	}

	/**
	 * The depth of a function's queue, asked of the broker at most once in a while.
	 */
	private static final class QueueDepth {

		private static final long MAX_AGE_NANOS = Duration.ofSeconds(5).toNanos();

		private final RemoteCallContainer container;

		private double last = Double.NaN;

		private long asked = System.nanoTime() - MAX_AGE_NANOS;

		private QueueDepth(RemoteCallContainer container) {
			this.container = container;
		}

		private synchronized double value() {
			long now = System.nanoTime();
			if (now - this.asked >= MAX_AGE_NANOS) {
				this.asked = now;
				long depth = this.container.queueDepth();
				this.last = (depth >= 0) ? depth : Double.NaN;
			}
			return this.last;
		}

	}

}
