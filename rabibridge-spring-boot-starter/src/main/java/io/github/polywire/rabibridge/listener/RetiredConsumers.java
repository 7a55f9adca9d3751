package io.github.polywire.rabibridge.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.rabibridge.connection.BrokerConnection;

/**
 * Consumers that took their last calls, each closed when all of these are answered.
 */
final class RetiredConsumers {

	private static final Duration SETTLE_PAUSE = Duration.ofSeconds(1);

	private final BrokerConnection connection;

	private final Set<FunctionConsumer> consumers = ConcurrentHashMap.newKeySet();

	RetiredConsumers(BrokerConnection connection) {
		this.connection = connection;
	}

	void add(FunctionConsumer consumer) {
		this.consumers.add(consumer);
		closeWhenSettled(consumer);
	}

	private void closeWhenSettled(FunctionConsumer settling) {
		if (settling.isSettled() || !settling.session().isOpen()) {
			this.consumers.remove(settling);
			settling.close();
		}
		else {
			this.connection.schedule(() -> closeWhenSettled(settling), SETTLE_PAUSE);
		}
	}

	/**
	 * Forgets all of them.
	 * @return those that are not closed yet
	 */
	List<FunctionConsumer> removeAll() {
		List<FunctionConsumer> removed = new ArrayList<>(this.consumers);
		removed.forEach(this.consumers::remove);
		return removed;
	}

}
