package io.github.polywire.rabibridge.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a registry: one for each function that is served, and beside them
 * those that are about to take over a function or have handed it over. Thread-safe.
 */
final class Containers {

	private final Map<FunctionKey, RemoteCallContainer> served = new LinkedHashMap<>();

	private final Set<RemoteCallContainer> attached = ConcurrentHashMap.newKeySet();

	/**
	 * Adds a container.
	 * @param container the container
	 * @throws RemoteCallDefinitionException if its function or its id is taken
	 */
	void add(RemoteCallContainer container) {
		exchange(List.of(), List.of(container));
	}

	/**
	 * Puts containers in the place of others.
	 * @param leaving the others
	 * @param coming the containers, which keep the places of those of the same functions
	 * @throws RemoteCallDefinitionException if a function or an id is taken; nothing is
	 * exchanged then
	 */
	void exchange(Collection<RemoteCallContainer> leaving, Collection<RemoteCallContainer> coming) {
		synchronized (this.served) {
			checkFree(leaving, coming);
			for (RemoteCallContainer container : leaving) {
				FunctionKey function = container.endpoint().function();
				if (coming.stream().noneMatch((other) -> other.endpoint().function().equals(function))) {
					this.served.remove(function, container);
				}
			}
			for (RemoteCallContainer container : coming) {
				this.served.put(container.endpoint().function(), container);
				this.attached.add(container);
			}
		}
	}

	/**
	 * Checks that containers can be put in the place of others.
	 * @param leaving the others
	 * @param coming the containers
	 * @throws RemoteCallDefinitionException if a function or an id is taken
	 */
	void checkFree(Collection<RemoteCallContainer> leaving, Collection<RemoteCallContainer> coming) {
		synchronized (this.served) {
			for (RemoteCallContainer other : this.served.values()) {
				if (!leaving.contains(other)) {
					coming.forEach((container) -> container.endpoint().checkDiffersFrom(other.endpoint()));
				}
			}
		}
	}

	@Nullable RemoteCallContainer remove(FunctionKey function) {
		synchronized (this.served) {
			return this.served.remove(function);
		}
	}

	/**
	 * The containers of functions that are served.
	 * @return a snapshot, in the order of registration
	 */
	List<RemoteCallContainer> all() {
		synchronized (this.served) {
			return List.copyOf(this.served.values());
		}
	}

	/**
	 * The containers that serve the functions of groups.
	 * @param groups the groups
	 * @return a snapshot
	 */
	List<RemoteCallContainer> of(Collection<RemoteCallGroup> groups) {
		List<RemoteCallEndpoint> endpoints = new ArrayList<>();
		groups.forEach((group) -> endpoints.addAll(group.endpoints()));
		return all().stream()
			.filter((container) -> endpoints.stream().anyMatch((endpoint) -> endpoint == container.endpoint()))
			.toList();
	}

	/**
	 * Runs an action for each container while none comes or goes.
	 * @param before is run first
	 * @param action the action
	 */
	void forEach(Runnable before, Consumer<RemoteCallContainer> action) {
		synchronized (this.served) {
			before.run();
			this.served.values().forEach(action);
		}
	}

	/**
	 * The containers that are told of the connection.
	 * @return those of functions that are served, and others that still or already
	 * consume
	 */
	Set<RemoteCallContainer> attached() {
		return this.attached;
	}

}
