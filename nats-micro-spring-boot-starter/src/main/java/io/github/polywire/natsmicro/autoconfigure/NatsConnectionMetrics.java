package io.github.polywire.natsmicro.autoconfigure;

import java.util.function.ToLongFunction;

import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.nats.client.Connection;
import io.nats.client.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the connection to NATS.
 */
final class NatsConnectionMetrics implements MeterBinder {

	private final Connection connection;

	private final @Nullable NatsConnectionManager manager;

	NatsConnectionMetrics(Connection connection, @Nullable NatsConnectionManager manager) {
		this.connection = connection;
		this.manager = manager;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		Gauge
			.builder("nats.connection.open", this.connection,
					(it) -> (it.getStatus() == Connection.Status.CONNECTED) ? 1 : 0)
			.description("Whether there is a connection to NATS")
			.register(meters);
		Gauge.builder("nats.requests.outstanding", this.connection, (it) -> it.getStatistics().getOutstandingRequests())
			.description("Requests that wait for their replies")
			.register(meters);
		counter(meters, "nats.messages.in", "Messages received", null, Statistics::getInMsgs);
		counter(meters, "nats.messages.out", "Messages sent", null, Statistics::getOutMsgs);
		counter(meters, "nats.bytes.in", "Bytes received", BaseUnits.BYTES, Statistics::getInBytes);
		counter(meters, "nats.bytes.out", "Bytes sent", BaseUnits.BYTES, Statistics::getOutBytes);
		counter(meters, "nats.messages.dropped", "Messages dropped because their subscription was too slow", null,
				Statistics::getDroppedCount);
		if (this.manager != null) {
			bindManager(this.manager, meters);
		}
	}

	private void counter(MeterRegistry meters, String name, String description, @Nullable String unit,
			ToLongFunction<Statistics> count) {
		FunctionCounter.builder(name, this.connection, (it) -> count.applyAsLong(it.getStatistics()))
			.description(description)
			.baseUnit(unit)
			.register(meters);
	}

	private static void bindManager(NatsConnectionManager manager, MeterRegistry meters) {
		FunctionCounter.builder("nats.connection.reconnects", manager, NatsConnectionManager::reconnectCount)
			.description("How often the connection to NATS was made again")
			.register(meters);
		FunctionCounter.builder("nats.messages.unreadable", manager, NatsConnectionManager::unreadableCount)
			.description("How often the connection was made again because a message could not be read")
			.register(meters);
		FunctionCounter.builder("nats.slow.consumers", manager, NatsConnectionManager::slowConsumerCount)
			.description("How often a subscription became too slow")
			.register(meters);
		FunctionCounter.builder("nats.messages.discarded", manager, NatsConnectionManager::discardedCount)
			.description("Outgoing messages discarded because their queue was full")
			.register(meters);
	}

}
