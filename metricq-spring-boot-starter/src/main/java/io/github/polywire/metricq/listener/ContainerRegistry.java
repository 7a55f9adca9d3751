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

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * Containers by their ids, started last and stopped first. Thread-safe.
 */
public abstract sealed class ContainerRegistry implements SmartLifecycle, DisposableBean
		permits MetricqListenerRegistry, MetricqTransformerRegistry, MetricqDatabaseRegistry {

	private final String what;

	private final boolean failFast;

	private final Map<String, MetricqListenerContainer> containers = new LinkedHashMap<>();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param what what the containers are for, in words
	 * @param failFast whether the start fails if one cannot subscribe
	 */
	ContainerRegistry(String what, boolean failFast) {
		this.what = what;
		this.failFast = failFast;
	}

	/**
	 * Adds a container, and starts it if the application runs and it starts by itself.
	 * @param container the container
	 * @return the container
	 * @throws MetricqDefinitionException if there is one with its id
	 */
	MetricqListenerContainer add(MetricqListenerContainer container) {
		synchronized (this.containers) {
			MetricqListenerContainer other = this.containers.putIfAbsent(container.id(), container);
			if (other != null) {
				throw new MetricqDefinitionException(
						container.describe().handler(), "there is another one among the MetricQ " + this.what
								+ " with the id '" + container.id() + "': " + other.describe().handler(),
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
	 * Stops and removes a container.
	 * @param id its id
	 */
	public final void unregister(String id) {
		MetricqListenerContainer removed;
		synchronized (this.containers) {
			removed = this.containers.remove(id);
		}
		if (removed != null) {
			removed.stop();
			forget(removed);
			this.listeners.forEach((listener) -> listener.removed(removed));
		}
	}

	/**
	 * Forgets what a registry knows of a container that was removed.
	 * @param removed the container
	 */
	void forget(MetricqListenerContainer removed) {
	}

	/**
	 * A container.
	 * @param id its id
	 * @return the container
	 * @throws IllegalArgumentException if there is none with the id
	 */
	public final MetricqListenerContainer getContainer(String id) {
		synchronized (this.containers) {
			MetricqListenerContainer container = this.containers.get(id);
			Assert.notNull(container, () -> "There is none among the MetricQ " + this.what + " with the id '" + id
					+ "', only " + this.containers.keySet());
			return container;
		}
	}

	/**
	 * All containers.
	 * @return the containers, in the order in which they were added
	 */
	public final Collection<MetricqListenerContainer> getContainers() {
		synchronized (this.containers) {
			return List.copyOf(this.containers.values());
		}
	}

	/**
	 * What all containers are doing.
	 * @return a snapshot
	 */
	public final List<MetricqListenerInfo> getListeners() {
		return getContainers().stream().map(MetricqListenerContainer::describe).toList();
	}

	/**
	 * Adds who is told of containers, and tells it of those that there are.
	 * @param listener is told
	 */
	public final void addListener(Listener listener) {
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
		if (this.failFast) {
			FirstAttempts.await(this.what, CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new)));
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

	/**
	 * Stops the containers of an application whose start failed, and which is not stopped
	 * for that.
	 */
	@Override
	public void destroy() {
		stop();
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
