package io.github.polywire.rabibridge.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over of functions from containers that leave to containers that come. Each of
 * these consumes its queue before the one that it replaces ceases to, so that there is
 * always a server; if one cannot, all go and the old ones serve on.
 */
final class GroupReplacement {

	private static final Duration TAKE_OVER_PATIENCE = Duration.ofSeconds(5);

	private static final long POLL_MILLIS = 10;

	private final Containers containers;

	private final BrokerConnection connection;

	private final List<RemoteCallContainer> leaving;

	private final List<RemoteCallContainer> coming;

	GroupReplacement(Containers containers, BrokerConnection connection, List<RemoteCallContainer> leaving,
			List<RemoteCallContainer> coming) {
		this.containers = containers;
		this.connection = connection;
		this.leaving = leaving;
		this.coming = coming;
	}

	/**
	 * Starts the containers that come, in the state of those that they replace, and makes
	 * them those of their functions.
	 */
	void takeOver() {
		this.containers.checkFree(this.leaving, this.coming);
		this.coming.forEach(this::checkQueue);
		this.containers.attached().addAll(this.coming);
		try {
			this.coming.forEach(this::start);
			this.containers.exchange(this.leaving, this.coming);
		}
		catch (RuntimeException ex) {
			this.coming.forEach(RemoteCallContainer::stop);
			this.containers.attached().removeAll(List.copyOf(this.coming));
			throw ex;
		}
	}

	/**
	 * A queue keeps the arguments that it was declared with as long as it is consumed.
	 * @param container the container that would consume it
	 */
	private void checkQueue(RemoteCallContainer container) {
		RemoteCallContainer replaced = replacedBy(container);
		if (replaced == null || replaced.getState() == ContainerState.STOPPED
				|| replaced.getState() == ContainerState.FAILED) {
			return;
		}
		FunctionQueue wanted = container.queue();
		FunctionQueue present = replaced.queue();
		if (!wanted.arguments().equals(present.arguments())) {
			throw new RemoteCallQueueException(wanted.name(),
					"the version that is served declared it with " + present.arguments(), wanted.arguments(),
					("%s cannot take over queue '%s': it wants the arguments %s, and the queue has %s. Give it the same"
							+ " queueSize and timeout, or remove the version that is served first")
						.formatted(container.endpoint().origin(), wanted.name(), wanted.arguments(),
								present.arguments()),
					null);
		}
	}

	private void start(RemoteCallContainer container) {
		RemoteCallContainer replaced = replacedBy(container);
		ContainerState state = (replaced != null) ? replaced.getState() : null;
		if (state == ContainerState.PAUSED) {
			container.startPaused();
		}
		else if ((state != null) ? state != ContainerState.STOPPED : container.isAutoStartup()) {
			container.start();
			if (state == ContainerState.RUNNING) {
				awaitServing(container);
			}
		}
	}

	private void awaitServing(RemoteCallContainer container) {
		long deadline = System.nanoTime() + TAKE_OVER_PATIENCE.toNanos();
		// Without a connection nobody serves, and the first to have one may be this.
		while (container.getState() == ContainerState.STARTING && this.connection.session() != null) {
			if (System.nanoTime() - deadline >= 0 || !sleep()) {
				throw new RemoteCallConnectionException(container.endpoint().function(),
						"%s cannot take over queue '%s' at present: %s".formatted(container.endpoint().origin(),
								container.queue().name(), container.describe().error()),
						null);
			}
		}
	}

	private static boolean sleep() {
		try {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private @Nullable RemoteCallContainer replacedBy(RemoteCallContainer container) {
		return this.leaving.stream()
			.filter((other) -> other.endpoint().function().equals(container.endpoint().function()))
			.findFirst()
			.orElse(null);
	}

}
