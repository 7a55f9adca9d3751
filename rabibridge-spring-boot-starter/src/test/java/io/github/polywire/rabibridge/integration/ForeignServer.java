package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.polywire.localbrokers.LocalRabbit;

/**
 * A server that is not ours, on the RabbitMQ library and the description of the wire
 * alone.
 */
final class ForeignServer implements AutoCloseable {

	private final Connection connection;

	ForeignServer(LocalRabbit rabbit) throws Exception {
		this(rabbit, "/");
	}

	ForeignServer(LocalRabbit rabbit, String virtualHost) throws Exception {
		this.connection = ForeignClient.connect(rabbit, virtualHost);
	}

	Connection connection() {
		return this.connection;
	}

	/**
	 * Serves a function that returns what the code makes of a request, or an error with
	 * the text of its exception.
	 */
	Channel serve(String routingKey, Function function) throws IOException {
		return serveRaw(routingKey, Collections.emptyMap(), null, (request) -> {
			try {
				request.reply(0, function.apply(request));
			}
			catch (Exception ex) {
				request.reply(1, "Traceback (most recent call last):\n" + ex.getClass().getSimpleName() + ": "
						+ ex.getMessage() + "\n");
			}
			confirm(request.channel());
			request.acknowledge();
		});
	}

	private static void confirm(Channel channel) {
		try {
			channel.waitForConfirms(ForeignClient.TIMEOUT_SECONDS * 1000L);
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Declares the function's queue as RabiBridge does, and hands each request over.
	 */
	Channel serveRaw(String routingKey, Map<String, Object> arguments, Integer fetchSize,
			Consumer<ForeignRequest> handler) throws IOException {
		Channel channel = declare(routingKey, arguments, fetchSize);
		channel.basicConsume("rpc_" + routingKey, false,
				(tag, delivery) -> handler.accept(new ForeignRequest(channel, delivery)), (tag) -> {
				});
		return channel;
	}

	Channel declare(String routingKey, Map<String, Object> arguments, Integer fetchSize) throws IOException {
		Channel channel = this.connection.createChannel();
		channel.confirmSelect();
		channel.basicQos(0);
		if (fetchSize != null) {
			channel.basicQos(fetchSize);
		}
		Map<String, Object> all = new LinkedHashMap<>(arguments);
		all.put("x-overflow", "reject-publish");
		channel.exchangeDeclare("rpc", BuiltinExchangeType.DIRECT, true, false, Collections.emptyMap());
		channel.queueDeclare("rpc_" + routingKey, true, false, true, all);
		channel.queueBind("rpc_" + routingKey, "rpc", routingKey, Collections.emptyMap());
		return channel;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

	/**
	 * A function.
	 */
	@FunctionalInterface
	interface Function {

		Object apply(ForeignRequest request) throws Exception;

	}

}
