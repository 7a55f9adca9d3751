package io.github.polywire.rabibridge.listener;

import java.io.IOException;
import java.util.Map;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.wire.RpcTopology;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a function: its declaration, its binding, and what is in it.
 */
final class FunctionQueue {

	private static final Log logger = LogFactory.getLog(FunctionQueue.class);

	private static final int EXCHANGE_CLASS = 40;

	private final FunctionKey function;

	private final String name;

	private final Map<String, Object> arguments;

	FunctionQueue(FunctionKey function, RemoteCallOptions options) {
		this.function = function;
		this.name = RpcTopology.queue(function);
		this.arguments = RpcTopology.queueArguments(options.queueSize(), options.timeout());
	}

	String name() {
		return this.name;
	}

	Map<String, Object> arguments() {
		return this.arguments;
	}

	/**
	 * Declares exchange and queue.
	 * @param session the connection
	 * @param reRegister whether a queue with other arguments is replaced, unless it has
	 * consumers
	 * @throws RemoteCallQueueException if exchange or queue exist with other arguments
	 * @throws IOException if the broker cannot be asked
	 */
	void declare(BrokerSession session, boolean reRegister) throws IOException {
		AMQP.Channel.Close refusal = tryDeclare(session);
		if (refusal == null) {
			return;
		}
		if (!reRegister || isAboutExchange(refusal)) {
			throw mismatch(refusal.getReplyText(), (isAboutExchange(refusal)
					? "Delete the exchange, or use another virtual host"
					: "Give the function the arguments that the queue has, or set reRegister to replace a queue that nobody consumes"));
		}
		logger.info("Replacing queue '%s', which has other arguments than %s".formatted(this.name, this.arguments));
		delete(session);
		AMQP.Channel.Close again = tryDeclare(session);
		if (again != null) {
			throw mismatch(again.getReplyText(), "Another server declares the queue with other arguments");
		}
	}

	private static boolean isAboutExchange(AMQP.Channel.Close refusal) {
		return refusal.getClassId() == EXCHANGE_CLASS;
	}

	private AMQP.Channel.@Nullable Close tryDeclare(BrokerSession session) throws IOException {
		return refusalOf(session, (channel) -> {
			channel.exchangeDeclare(RpcTopology.EXCHANGE, BuiltinExchangeType.DIRECT, true, false, Map.of());
			channel.queueDeclare(this.name, true, false, true, this.arguments);
		});
	}

	private void delete(BrokerSession session) throws IOException {
		AMQP.Channel.Close refusal = refusalOf(session, (channel) -> channel.queueDelete(this.name, true, false));
		if (refusal != null) {
			throw mismatch(refusal.getReplyText(),
					"The queue was not replaced, because other servers consume it; stop them first");
		}
	}

	private RemoteCallQueueException mismatch(String brokerReason, String fix) {
		return new RemoteCallQueueException(this.name, brokerReason, this.arguments,
				"Queue '%s' cannot be declared with the arguments %s. %s. The broker says: %s".formatted(this.name,
						this.arguments, fix, brokerReason),
				null);
	}

	/**
	 * Runs commands on a channel of their own.
	 * @param session the connection
	 * @param commands the commands
	 * @return the broker's refusal because of a precondition, or {@code null}
	 */
	private static AMQP.Channel.@Nullable Close refusalOf(BrokerSession session, Commands commands) throws IOException {
		Channel channel = session.openChannel();
		try {
			commands.runOn(channel);
			channel.abort();
			return null;
		}
		catch (IOException | ShutdownSignalException ex) {
			AMQP.Channel.Close close = closeOf(ex);
			if (close != null && close.getReplyCode() == AMQP.PRECONDITION_FAILED) {
				return close;
			}
			channel.abort();
			throw ex;
		}
	}

	static AMQP.Channel.@Nullable Close closeOf(Throwable failure) {
		Throwable cause = (failure instanceof IOException && failure.getCause() != null) ? failure.getCause() : failure;
		return (cause instanceof ShutdownSignalException signal
				&& signal.getReason() instanceof AMQP.Channel.Close close) ? close : null;
	}

	void bind(Channel channel) throws IOException {
		channel.queueBind(this.name, RpcTopology.EXCHANGE, RpcTopology.routingKey(this.function));
	}

	void unbind(Channel channel) throws IOException {
		channel.queueUnbind(this.name, RpcTopology.EXCHANGE, RpcTopology.routingKey(this.function));
	}

	/**
	 * Counts what is in the queue.
	 * @param session the connection
	 * @return how many calls wait and how many consumers there are, or {@code null} if
	 * there is no queue
	 * @throws IOException if the broker cannot be asked
	 */
	AMQP.Queue.@Nullable DeclareOk count(BrokerSession session) throws IOException {
		Channel channel = session.openChannel();
		try {
			return channel.queueDeclarePassive(this.name);
		}
		catch (IOException ex) {
			AMQP.Channel.Close close = closeOf(ex);
			if (close != null && close.getReplyCode() == AMQP.NOT_FOUND) {
				return null;
			}
			throw ex;
		}
		finally {
			channel.abort();
		}
	}

	@FunctionalInterface
	private interface Commands {

		void runOn(Channel channel) throws IOException;

	}

}
