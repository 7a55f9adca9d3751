package io.github.polywire.metricq.network;

import java.util.Map;

/**
 * A queue as the manager declares it for a client.
 *
 * @param name the queue's name
 * @param durable whether it survives the broker, else it goes with its last consumer
 * @param arguments the queue's arguments
 */
record QueueDeclaration(String name, boolean durable, Map<String, Object> arguments) {

	static QueueDeclaration transientQueue(String name, Map<String, Object> arguments) {
		return new QueueDeclaration(name, false, arguments);
	}

	static QueueDeclaration durableQueue(String name, Map<String, Object> arguments) {
		return new QueueDeclaration(name, true, arguments);
	}

}
