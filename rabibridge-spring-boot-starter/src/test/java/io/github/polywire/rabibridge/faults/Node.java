package io.github.polywire.rabibridge.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallFunction;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeAutoConfiguration;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeHealthAutoConfiguration;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeMetricsAutoConfiguration;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * An application with the starter, as far as the fault tests need one: client and server.
 */
final class Node implements AutoCloseable {

	private final Map<String, String> properties = new LinkedHashMap<>();

	private final List<Consumer<RemoteCallRegistry>> functions = new ArrayList<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private Node(String host, int port, String username, String password) {
		property("spring.rabbitmq.host", host);
		property("spring.rabbitmq.port", String.valueOf(port));
		property("spring.rabbitmq.username", username);
		property("spring.rabbitmq.password", password);
		property("rabibridge.client.timeout", "20s");
	}

	static Node on(LocalRabbit rabbit) {
		return at(rabbit.host(), rabbit.port(), rabbit.username(), rabbit.password());
	}

	static Node at(String host, int port, String username, String password) {
		return new Node(host, port, username, password);
	}

	/**
	 * An application that only calls.
	 * @param rabbit the broker
	 * @return the application, started
	 */
	static Node client(LocalRabbit rabbit) {
		return on(rabbit).start();
	}

	Node property(String name, String value) {
		this.properties.put(name, value);
		return this;
	}

	Node serve(String function, RemoteCallFunction implementation) {
		return serve(function, RemoteCallOptions.defaults(), implementation);
	}

	Node serve(String function, RemoteCallOptions options, RemoteCallFunction implementation) {
		this.functions.add((registry) -> registry.register(FunctionKey.async(function), options, implementation));
		return this;
	}

	Node start() {
		List<String> pairs = this.properties.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.toList();
		TestPropertyValues.of(pairs).applyTo(this.context);
		this.context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
		this.context.registerBean("functions", SmartInitializingSingleton.class,
				() -> () -> this.functions.forEach((function) -> function.accept(registry())));
		this.context.register(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class,
				RabiBridgeMetricsAutoConfiguration.class, RabiBridgeHealthAutoConfiguration.class);
		this.context.refresh();
		MeterRegistry meters = this.context.getBean(MeterRegistry.class);
		this.context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(meters));
		return this;
	}

	AnnotationConfigApplicationContext context() {
		return this.context;
	}

	RemoteCallTemplate template() {
		return this.context.getBean(RemoteCallTemplate.class);
	}

	RemoteCallRegistry registry() {
		return this.context.getBean(RemoteCallRegistry.class);
	}

	RemoteCallContainer container(String function) {
		RemoteCallContainer container = registry().getContainer("async_" + function);
		if (container == null) {
			throw new IllegalStateException("'" + function + "' is not registered");
		}
		return container;
	}

	BrokerConnection clientConnection() {
		return this.context.getBean("rabiBridgeClientConnection", BrokerConnection.class);
	}

	BrokerConnection serverConnection() {
		return this.context.getBean("rabiBridgeServerConnection", BrokerConnection.class);
	}

	/**
	 * Cuts the server's connection, as if the network were gone.
	 */
	void cutServerConnection() {
		Socket socket = (Socket) ReflectionTestUtils.getField(serverConnection(), "socket");
		try {
			if (socket != null) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Health health() {
		return this.context.getBeansOfType(HealthIndicator.class).values().iterator().next().health(true);
	}

	double gauge(String meter, String connection) {
		return this.context.getBean(MeterRegistry.class).get(meter).tag("connection", connection).gauge().value();
	}

	Node awaitServing(String function) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> container(function).getState() == ContainerState.RUNNING);
		return this;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
