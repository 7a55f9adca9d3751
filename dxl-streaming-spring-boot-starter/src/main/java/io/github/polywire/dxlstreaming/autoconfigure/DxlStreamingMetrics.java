package io.github.polywire.dxlstreaming.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.github.polywire.dxlstreaming.client.DxlStreamTemplate;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerContainer;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;
import io.github.polywire.dxlstreaming.listener.ListenerCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the template and of each listener.
 */
final class DxlStreamingMetrics implements MeterBinder {

	private final DxlStreamListenerRegistry registry;

	private final @Nullable DxlStreamTemplate template;

	DxlStreamingMetrics(DxlStreamListenerRegistry registry, @Nullable DxlStreamTemplate template) {
		this.registry = registry;
		this.template = template;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		if (this.template != null) {
			Gauge.builder("dxl.streaming.send.queue", this.template, DxlStreamTemplate::queueSize)
				.description("Requests that wait to be sent")
				.strongReference(true)
				.register(meters);
		}
		this.registry.addListener(new ListenerMeters(meters));
	}

	/**
	 * Adds and removes the meters of listeners.
	 */
	private static final class ListenerMeters implements DxlStreamListenerRegistry.Listener {

		private static final List<CounterDefinition> COUNTERS = List.of(
				new CounterDefinition("records", "Records that came", ListenerCounters::received),
				new CounterDefinition("handled", "Records that were handled", ListenerCounters::handled),
				new CounterDefinition("retries", "Calls that were made again", ListenerCounters::retries),
				new CounterDefinition("skipped", "Records that were skipped or dead-lettered",
						ListenerCounters::skipped),
				new CounterDefinition("invalid.payloads", "Payloads that could not be read",
						ListenerCounters::invalidPayloads),
				new CounterDefinition("polls", "Polls that succeeded", ListenerCounters::polls),
				new CounterDefinition("commits", "Commits", ListenerCounters::commits),
				new CounterDefinition("failures", "Requests that failed", ListenerCounters::failures),
				new CounterDefinition("lost.consumers", "Consumers that the service did not know any more",
						ListenerCounters::lostConsumers),
				new CounterDefinition("slow.batches", "Batches whose handling came near the session timeout",
						ListenerCounters::slowBatches));

		private final MeterRegistry meters;

		private final Map<DxlStreamListenerContainer, List<Meter>> byContainer = new ConcurrentHashMap<>();

		private ListenerMeters(MeterRegistry meters) {
			this.meters = meters;
		}

		@Override
		public void added(DxlStreamListenerContainer container) {
			this.byContainer.computeIfAbsent(container, this::register);
		}

		private List<Meter> register(DxlStreamListenerContainer container) {
			Tags tags = Tags.of("listener", container.id());
			List<Meter> registered = new ArrayList<>();
			for (CounterDefinition counter : COUNTERS) {
				registered.add(FunctionCounter
					.builder("dxl.streaming.listener." + counter.name(), container.counters(), counter.value())
					.description(counter.description())
					.tags(tags)
					.register(this.meters));
			}
			registered.add(gauge("in.hand", "Records that came and are not done with", tags, container,
					(it) -> it.counters().inHand()));
			registered.add(gauge("consumers", "Consumers that live", tags, container,
					(it) -> it.describe().consumers().size()));
			registered.add(gauge("lag", "Records that the group has not committed, if the service tells", tags,
					container, ListenerMeters::lag));
			return registered;
		}

		private static double lag(DxlStreamListenerContainer container) {
			Long lag = container.lag();
			return (lag != null) ? lag : Double.NaN;
		}

		private Meter gauge(String name, String description, Tags tags, DxlStreamListenerContainer container,
				ToDoubleFunction<DxlStreamListenerContainer> value) {
			return Gauge.builder("dxl.streaming.listener." + name, container, value)
				.description(description)
				.tags(tags)
				.strongReference(true)
				.register(this.meters);
		}

		@Override
		public void removed(DxlStreamListenerContainer container) {
			List<Meter> removed = this.byContainer.remove(container);
			if (removed != null) {
				removed.forEach(this.meters::remove);
			}
		}

	}

	private record CounterDefinition(String name, String description, ToDoubleFunction<ListenerCounters> value) {

	}

}
