package io.github.polywire.benchmarks.natsmicro;

import java.io.IOException;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.service.Service;
import io.nats.service.ServiceEndpoint;
import io.nats.service.ServiceMessage;
import io.nats.service.ServiceMessageHandler;

/**
 * Serves with the micro services of jnats.
 */
final class JnatsService implements AutoCloseable {

	static final String SUBJECT = "benchmarks.service";

	static final String WAITING_SUBJECT = "benchmarks.service.waiting";

	private final Connection connection;

	private final Service service;

	JnatsService(String url) throws IOException, InterruptedException {
		this.connection = Nats.connect(url);
		this.service = Service.builder()
			.connection(this.connection)
			.name("benchmarks")
			.version("1.0.0")
			.addServiceEndpoint(endpoint("echo", SUBJECT, this::answer))
			.addServiceEndpoint(endpoint("waiting", WAITING_SUBJECT, (request) -> {
				Waiting.forSomething();
				answer(request);
			}))
			.build();
		this.service.startService();
	}

	private static ServiceEndpoint endpoint(String name, String subject, ServiceMessageHandler handler) {
		return ServiceEndpoint.builder().endpointName(name).endpointSubject(subject).handler(handler).build();
	}

	private void answer(ServiceMessage request) {
		request.respond(this.connection, request.getData());
	}

	@Override
	public void close() throws InterruptedException {
		this.service.stop();
		this.connection.close();
	}

}
