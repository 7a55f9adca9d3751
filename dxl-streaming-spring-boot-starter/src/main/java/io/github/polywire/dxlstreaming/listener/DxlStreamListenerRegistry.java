package io.github.polywire.dxlstreaming.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;
import io.github.polywire.dxlstreaming.DxlStreamListenerInfo;
import io.github.polywire.dxlstreaming.connection.HandlerExecutorFactory;
import io.github.polywire.dxlstreaming.connection.StreamService;
import io.github.polywire.dxlstreaming.observation.DxlStreamListenerConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The containers of all listeners, started last and stopped first. Thread-safe.
 */
public final class DxlStreamListenerRegistry implements SmartLifecycle {

	private final StreamService service;

	private final ContainerSettings settings;

	private final HandlerExecutorFactory executors;

	private final ObservedRecords observer;

	private final Map<String, DxlStreamListenerContainer> containers = new LinkedHashMap<>();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param service the service
	 * @param settings what holds for all containers
	 * @param executors make what listeners run on
	 * @param observationRegistry observes calls of listeners
	 * @param convention names the observations, or {@code null} for the default
	 */
	public DxlStreamListenerRegistry(StreamService service, ContainerSettings settings,
			HandlerExecutorFactory executors, ObservationRegistry observationRegistry,
			@Nullable DxlStreamListenerConvention convention) {
		this.service = service;
		this.settings = settings;
		this.executors = executors;
		this.observer = new ObservedRecords(observationRegistry, convention);
	}

	/**
	 * Adds a listener, and starts it if the application runs and it starts by itself.
	 * @param options what it does
	 * @param handler handles its records
	 * @return its container
	 * @throws DxlStreamDefinitionException if there is one with its id
	 */
	public DxlStreamListenerContainer register(ListenerOptions options, RecordsHandler handler) {
		DxlStreamListenerContainer container = new DxlStreamListenerContainer(this.service, options, this.settings,
				handler, this.executors, this.observer);
		synchronized (this.containers) {
			DxlStreamListenerContainer other = this.containers.putIfAbsent(options.id(), container);
			if (other != null) {
				throw new DxlStreamDefinitionException(handler.describe(), "there is another DXL listener with the id '"
						+ options.id() + "': " + other.describe().handler(), "Give one of them an id of its own", null);
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
		DxlStreamListenerContainer removed;
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
	public DxlStreamListenerContainer getContainer(String id) {
		synchronized (this.containers) {
			DxlStreamListenerContainer container = this.containers.get(id);
			Assert.notNull(container,
					() -> "There is no DXL listener with the id '" + id + "', only " + this.containers.keySet());
			return container;
		}
	}

	/**
	 * All containers.
	 * @return the containers, in the order in which they were added
	 */
	public Collection<DxlStreamListenerContainer> getContainers() {
		synchronized (this.containers) {
			return List.copyOf(this.containers.values());
		}
	}

	/**
	 * All listeners and what they are doing.
	 * @return a snapshot
	 */
	public List<DxlStreamListenerInfo> getListeners() {
		return getContainers().stream().map(DxlStreamListenerContainer::describe).toList();
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
		this.running = true;
		for (DxlStreamListenerContainer container : getContainers()) {
			if (container.startsAutomatically()) {
				container.start();
			}
		}
	}

	@Override
	public void stop() {
		this.running = false;
		// Side by side: their timeouts are for all of them together.
		List<Thread> stopping = new ArrayList<>();
		for (DxlStreamListenerContainer container : getContainers()) {
			Thread thread = new Thread(container::stop, "dxl-streaming-stop-" + container.id());
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
		void added(DxlStreamListenerContainer container);

		/**
		 * A container was removed.
		 * @param container the container
		 */
		void removed(DxlStreamListenerContainer container);

	}

}
