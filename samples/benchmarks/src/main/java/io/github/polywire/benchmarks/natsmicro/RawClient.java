package io.github.polywire.benchmarks.natsmicro;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

import io.github.polywire.benchmarks.harness.CallbackContender;
import io.github.polywire.benchmarks.harness.Contender;
import io.github.polywire.benchmarks.harness.ThreadContender;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;

/**
 * Requests as one would write it on jnats.
 */
final class RawClient implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Connection connection;

	private RawClient(Options options) throws IOException, InterruptedException {
		this.connection = Nats.connect(options);
	}

	/**
	 * Connects with the defaults of jnats, which writes each request to the socket by
	 * itself.
	 * @param url the server
	 * @return the client
	 */
	static RawClient withDefaults(String url) throws IOException, InterruptedException {
		return new RawClient(Options.builder().server(url).build());
	}

	/**
	 * Connects so that requests are written together, as messages are that are published.
	 * @param url the server
	 * @return the client
	 */
	static RawClient withBatches(String url) throws IOException, InterruptedException {
		return new RawClient(Options.builder().server(url).dontForceFlushOnRequest().build());
	}

	Contender asynchronous(String name, String subject) {
		return new CallbackContender(name,
				(question, callback) -> this.connection.requestWithTimeout(subject, Payload.of(question), TIMEOUT)
					.whenComplete((answer, failure) -> callback
						.ended((answer != null) ? Payload.number(answer.getData()) : null, failure)));
	}

	Contender json(String name, String subject) {
		return new CallbackContender(name, (question, callback) -> {
			// The answer is looked at no more than to see whether it is the same.
			byte[] body = Payload.json(question);
			this.connection.requestWithTimeout(subject, body, TIMEOUT)
				.whenComplete((answer, failure) -> callback
					.ended((answer != null && Arrays.equals(answer.getData(), body)) ? question : null, failure));
		});
	}

	Contender blocking(String name, String subject) {
		return new ThreadContender(name, (question) -> {
			Message answer = this.connection.request(subject, Payload.of(question), TIMEOUT);
			return (answer != null) ? Payload.number(answer.getData()) : null;
		});
	}

	@Override
	public void close() throws InterruptedException {
		this.connection.close();
	}

}
