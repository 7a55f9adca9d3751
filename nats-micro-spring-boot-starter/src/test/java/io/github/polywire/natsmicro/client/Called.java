package io.github.polywire.natsmicro.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalNats;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import tools.jackson.databind.json.JsonMapper;

/**
 * A template on a real server, and whatever answers it on a connection of its own.
 */
final class Called implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	final Connection connection;

	final Connection peer;

	final MicroTemplate template;

	private final CompletionExecutor executor = CompletionExecutor.platformThreads();

	/** Subjects of this test only, on the server that all tests share. */
	private final String prefix = "c" + NUMBERS.incrementAndGet() + "x" + Long.toHexString(System.nanoTime());

	Called() throws Exception {
		this(LocalNats.shared(), ObservationRegistry.NOOP);
	}

	Called(LocalNats nats, ObservationRegistry observations) throws Exception {
		this(Nats.connect(options(nats).build()), Nats.connect(options(nats).build()), observations);
	}

	Called(Connection connection, Connection peer, ObservationRegistry observations) {
		this.connection = connection;
		this.peer = peer;
		this.template = new MicroTemplate(connection, new PayloadConverter(List.of(), JsonMapper.builder().build()),
				new ClientSettings(PATIENCE, Duration.ofSeconds(5)), this.executor.executor(), observations, null);
		this.template.start();
	}

	static Options.Builder options(LocalNats nats) {
		return Options.builder().server(nats.url()).maxReconnects(-1).reconnectWait(Duration.ofMillis(50));
	}

	String subject(String name) {
		return this.prefix + "." + name;
	}

	/**
	 * Answers a subject of this test, from when the server knows of it.
	 */
	String serve(String name, MessageHandler handler) throws Exception {
		String subject = subject(name);
		this.peer.createDispatcher().subscribe(subject, handler);
		this.peer.flush(PATIENCE);
		return subject;
	}

	String echo() throws Exception {
		return serve("echo",
				(message) -> this.peer.publish(message.getReplyTo(), message.getHeaders(), message.getData()));
	}

	String answer(String name, Headers headers, String body) throws Exception {
		return serve(name,
				(message) -> this.peer.publish(message.getReplyTo(), headers, body.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public void close() throws Exception {
		this.template.stop();
		this.template.destroy();
		this.executor.destroy();
		this.connection.close();
		this.peer.close();
	}

}
