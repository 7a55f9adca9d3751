package io.github.polywire.benchmarks.natsmicro;

import java.io.IOException;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;

/**
 * Answers as one would write it on jnats: a dispatcher, on whose thread the handler runs.
 */
final class RawServer implements AutoCloseable {

	static final String SUBJECT = "benchmarks.raw";

	private final Connection connection;

	RawServer(String url) throws IOException, InterruptedException {
		this.connection = Nats.connect(url);
		Dispatcher dispatcher = this.connection
			.createDispatcher((message) -> this.connection.publish(message.getReplyTo(), message.getData()));
		dispatcher.subscribe(SUBJECT, "q");
	}

	@Override
	public void close() throws InterruptedException {
		this.connection.close();
	}

}
