package io.github.polywire.natsmicro.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroInstanceIdGenerator;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry with one service on a real server, and a caller on a connection of its own.
 */
final class Served implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	final Connection connection;

	final Connection caller;

	final MicroServiceRegistry registry;

	final MicroServiceContainer service;

	/** Subjects of this service only, on the server that all tests share. */
	final String prefix = "t" + NUMBERS.incrementAndGet() + "x" + Long.toHexString(System.nanoTime());

	private Served(LocalNats nats, Customizer customizer) throws Exception {
		this.connection = customizer.connection(connect(nats));
		this.caller = connect(nats);
		this.registry = new MicroServiceRegistry(this.connection, customizer.settings(),
				HandlerExecutorFactory.platformThreads(), customizer.ids(), customizer.clock(),
				JsonMapper.builder().build(), customizer.options());
		this.service = this.registry.addService(customizer.definition(this.prefix));
	}

	static Served start() throws Exception {
		return start(new Customizer() {

		});
	}

	static Served start(Customizer customizer) throws Exception {
		return start(LocalNats.shared(), customizer);
	}

	static Served start(LocalNats nats, Customizer customizer) throws Exception {
		Served served = new Served(nats, customizer);
		served.registry.start();
		return served;
	}

	static Connection connect(LocalNats nats) throws IOException, InterruptedException {
		return Nats.connect(options(nats).build());
	}

	static Options.Builder options(LocalNats nats) {
		return Options.builder().server(nats.url()).maxReconnects(-1).reconnectWait(Duration.ofMillis(50));
	}

	/**
	 * Adds an endpoint with a subject of this test and waits until the server knows it.
	 */
	MicroEndpointContainer endpoint(String name, MicroHandler handler) throws Exception {
		return endpoint(MicroEndpointDefinition.of(name).subject(subject(name)), handler);
	}

	MicroEndpointContainer endpoint(MicroEndpointDefinition.Builder definition, MicroHandler handler) throws Exception {
		MicroEndpointContainer endpoint = this.service.addEndpoint(definition.build(), handler);
		this.connection.flush(PATIENCE);
		return endpoint;
	}

	String subject(String name) {
		return this.prefix + "." + name;
	}

	CompletableFuture<Message> send(String name, String body) {
		return this.caller.request(subject(name), utf8(body));
	}

	CompletableFuture<Message> send(String name, Headers headers, String body) {
		return this.caller.request(subject(name), headers, utf8(body));
	}

	Message request(String name, String body) throws Exception {
		return send(name, body).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	String ask(String subject) throws Exception {
		return text(this.caller.request(subject, new byte[0]).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
	}

	static String error(Message message) {
		return message.hasHeaders() ? message.getHeaders().getFirst("Nats-Service-Error-Code") + ":"
				+ message.getHeaders().getFirst("Nats-Service-Error") : "none";
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static String text(Message message) {
		return text(message.getData());
	}

	static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws Exception {
		this.registry.stop();
		this.connection.close();
		this.caller.close();
	}

	/**
	 * What is particular about a registry.
	 */
	interface Customizer {

		default Connection connection(Connection connection) {
			return connection;
		}

		default MicroServiceDefinition definition(String prefix) {
			return MicroServiceDefinition.of("s-" + prefix, "1.2.3").build();
		}

		default ServerSettings settings() {
			return new ServerSettings("$SRV", MicroEndpointDefaults.ofQueueGroup("q"), 32, -1, shutdownTimeout(), true,
					"Internal Server Error");
		}

		default Duration shutdownTimeout() {
			return PATIENCE;
		}

		default Clock clock() {
			return Clock.systemUTC();
		}

		default MicroInstanceIdGenerator ids() {
			return new RandomInstanceIdGenerator();
		}

		default MicroServiceRegistry.Options options() {
			return MicroServiceRegistry.Options.none();
		}

	}

}
