package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqListenerInfo;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The containers of all listeners, started last and stopped first. Thread-safe.
 */
public final class MetricqListenerRegistry implements SmartLifecycle {

	private final Subscriptions subscriptions;

	private final ListenerSettings settings;

	private final HandlerExecutorFactory executors;

	private final ChunkObserver observer;

	private final Map<String, MetricqListenerContainer> containers = new LinkedHashMap<>();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param subscriptions asks the manager
	 * @param settings how listeners behave that do not say it themselves
	 * @param executors make what listeners run on
	 * @param observationRegistry observes calls of listeners
	 * @param convention names the observations, or {@code null} for the default
	 */
	public MetricqListenerRegistry(Subscriptions subscriptions, ListenerSettings settings,
			HandlerExecutorFactory executors, ObservationRegistry observationRegistry,
			@Nullable MetricqListenerConvention convention) {
		this.subscriptions = subscriptions;
		this.settings = settings;
		this.executors = executors;
		this.observer = new ObservedChunks(observationRegistry, convention);
	}

	/**
	 * Adds a listener, and starts it if the application runs and it starts by itself.
	 * @param options what the listener says about itself
	 * @param handler handles its chunks
	 * @return its container
	 * @throws MetricqDefinitionException if there is one with its id
	 */
	public MetricqListenerContainer register(ListenerOptions options, ChunkHandler handler) {
		MetricqListenerContainer container = new MetricqListenerContainer(this.subscriptions, options, this.settings,
				handler, this.executors, this.observer);
		synchronized (this.containers) {
			MetricqListenerContainer other = this.containers.putIfAbsent(options.id(), container);
			if (other != null) {
				throw new MetricqDefinitionException(handler.describe(),
						"there is another MetricQ listener with the id '" + options.id() + "': "
								+ other.describe().handler(),
						"Give one of them an id of its own", null);
			}
		}
		this.listeners.forEach((listener) -> listener.added(container));
		if (this.running && container.startsAutomatically()) {
			container.start();
		}
		return container;
	}

	/**
	 * Stops and removes a listener.
	 * @param id the container's id
	 */
	public void unregister(String id) {
		MetricqListenerContainer removed;
		synchronized (this.containers) {
			removed = this.containers.remove(id);
		}
		if (removed != null) {
			removed.stop();
			this.listeners.forEach((listener) -> listener.removed(removed));
		}
	}

	/**
	 * A container.
	 * @param id its id
	 * @return the container
	 * @throws IllegalArgumentException if there is none with the id
	 */
	public MetricqListenerContainer getContainer(String id) {
		synchronized (this.containers) {
			MetricqListenerContainer container = this.containers.get(id);
			Assert.notNull(container,
					() -> "There is no MetricQ listener with the id '" + id + "', only " + this.containers.keySet());
			return container;
		}
	}

	/**
	 * All containers.
	 * @return the containers, in the order in which they were added
	 */
	public Collection<MetricqListenerContainer> getContainers() {
		synchronized (this.containers) {
			return List.copyOf(this.containers.values());
		}
	}

	/**
	 * All listeners and what they are doing.
	 * @return a snapshot
	 */
	public List<MetricqListenerInfo> getListeners() {
		return getContainers().stream().map(MetricqListenerContainer::describe).toList();
	}

	/**
	 * Adds who is told of containers, and tells it of those that there are.
	 * @param listener is told
	 */
	public void addListener(Listener listener) {
		this.listeners.add(listener);
		getContainers().forEach(listener::added);
	}

	@Override
	public void start() {
		List<CompletableFuture<Void>> attempts = new ArrayList<>();
		for (MetricqListenerContainer container : getContainers()) {
			if (container.startsAutomatically()) {
				attempts.add(container.start());
			}
		}
		this.running = true;
		if (this.settings.failFast()) {
			FirstAttempts.await("listeners", CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new)));
		}
	}

	@Override
	public void stop() {
		this.running = false;
		// Side by side: their timeouts are for all of them together.
		List<Thread> stopping = new ArrayList<>();
		for (MetricqListenerContainer container : getContainers()) {
			Thread thread = new Thread(container::stop, "metricq-stop-" + container.id());
			thread.setDaemon(true);
			thread.start();
			stopping.add(thread);
		}
		for (Thread thread : stopping) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Is told of containers.
	 */
	public interface Listener {

		/**
		 * A container was added.
		 * @param container the container
		 */
		void added(MetricqListenerContainer container);

		/**
		 * A container was removed.
		 * @param container the container
		 */
		void removed(MetricqListenerContainer container);

	}

}
