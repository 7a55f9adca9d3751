package io.github.polywire.benchmarks.rabibridge;

import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.CallbackContender;
import io.github.polywire.benchmarks.harness.Contender;
import io.github.polywire.benchmarks.harness.ThreadContender;
import io.github.polywire.rabibridge.RemoteCallOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Calls with the starter.
 */
final class OursClient implements AutoCloseable {

	private static final String FUNCTION = "fibonacci";

	private final ConfigurableApplicationContext context;

	private final RemoteCallOperations operations;

	OursClient(BrokerAddress broker) {
		this.context = Applications.run(Application.class, broker.toProperties(Map.of("rabibridge.enabled", true)));
		this.operations = this.context.getBean(RemoteCallOperations.class);
	}

	@Nullable Long call(String function, int argument) {
		return this.operations.call(function, Long.class, argument);
	}

	Contender asynchronous() {
		return new CallbackContender("ours",
				(question, callback) -> this.operations.callAsync(FUNCTION, Long.class, Fibonacci.argument(question))
					.whenComplete(callback::ended));
	}

	Contender blocking(String name) {
		return new ThreadContender(name, (question) -> call(FUNCTION, Fibonacci.argument(question)));
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
