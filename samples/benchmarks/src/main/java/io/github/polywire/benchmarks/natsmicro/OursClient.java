package io.github.polywire.benchmarks.natsmicro;

import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.CallbackContender;
import io.github.polywire.benchmarks.harness.Contender;
import io.github.polywire.benchmarks.harness.ThreadContender;
import io.github.polywire.natsmicro.MicroOperations;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Requests with the starter.
 */
final class OursClient implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final MicroOperations operations;

	OursClient(String url) {
		this.context = Applications.run(Application.class,
				Map.of("nats.enabled", true, "nats.servers", url, "nats.fail-fast", true));
		this.operations = this.context.getBean(MicroOperations.class);
	}

	Contender asynchronous(String name, String subject) {
		return new CallbackContender(name, (question, callback) -> this.operations
			.requestAsync(subject, Payload.of(question), byte[].class)
			.whenComplete(
					(answer, failure) -> callback.ended((answer != null) ? Payload.number(answer) : null, failure)));
	}

	Contender json(String name, String subject) {
		return new CallbackContender(name, (question, callback) -> this.operations
			.requestAsync(subject, Payload.Document.of(question), Payload.Document.class)
			.whenComplete((answer, failure) -> callback.ended((answer != null) ? answer.number() : null, failure)));
	}

	Contender blocking(String name, String subject) {
		return new ThreadContender(name, (question) -> {
			byte[] answer = this.operations.request(subject, Payload.of(question), byte[].class);
			return (answer != null) ? Payload.number(answer) : null;
		});
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
