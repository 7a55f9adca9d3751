package io.github.polywire.rabibridge.listener;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.connection.BrokerSession;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes a consumer off its queue so that no waiting call is lost. The queue is deleted
 * with its last consumer and everything in it. So the last one first unbinds the queue,
 * after which callers are told at once that nobody serves the function, and goes on until
 * the queue is empty. Servers that stop at the same time take turns to look whether they
 * are the last and to cancel.
 */
final class ConsumerRetirement {

	private static final Log logger = LogFactory.getLog(ConsumerRetirement.class);

	private static final long POLL_MILLIS = 20;

	private final FunctionQueue queue;

	private final FunctionConsumer consumer;

	private final BrokerSession session;

	private final long deadlineNanos;

	private boolean unbound;

	ConsumerRetirement(FunctionQueue queue, FunctionConsumer consumer, long deadlineNanos) {
		this.queue = queue;
		this.consumer = consumer;
		this.session = consumer.session();
		this.deadlineNanos = deadlineNanos;
	}

	/**
	 * Cancels the consumer when it may be.
	 * @return {@code false} if the broker does not answer
	 */
	boolean retire() {
		try {
			while (!tryCancel()) {
				drain();
			}
		}
		catch (ChannelContinuationTimeoutException ex) {
			logger.warn("RabbitMQ does not answer while a consumer is taken off queue '" + this.queue.name() + "'");
			return false;
		}
		catch (IOException | ShutdownSignalException ex) {
			// With the connection the consumer is gone, and its calls are back in the
			// queue.
			logger.debug("The connection ended while a consumer was taken off queue '" + this.queue.name() + "'", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return true;
	}

	/**
	 * Cancels the consumer if there are others, or the queue is empty and out of reach,
	 * or the time is up.
	 * @return whether it is cancelled
	 */
	private boolean tryCancel() throws IOException, InterruptedException {
		Channel turn = takeTurn();
		try {
			AMQP.Queue.DeclareOk count = this.queue.count(this.session);
			boolean last = count != null && !hasOthers(count);
			int waiting = (count != null) ? count.getMessageCount() : 0;
			if (last && !(this.unbound && waiting == 0) && !isTimeUp()) {
				return false;
			}
			if (last && waiting > 0) {
				logger.warn("The time to stop is up: %d calls in queue '%s' are lost with its last consumer"
					.formatted(waiting, this.queue.name()));
			}
			this.consumer.cancel();
			if (last && this.queue.count(this.session) == null) {
				this.consumer.noteQueueGone();
			}
			else if (this.unbound) {
				bindAgain();
			}
			return true;
		}
		finally {
			if (turn != null) {
				turn.queueDelete(turnQueue());
				turn.abort();
			}
		}
	}

	private static boolean hasOthers(AMQP.Queue.DeclareOk count) {
		return count.getConsumerCount() > 1;
	}

	/**
	 * Waits to be the only server that looks and cancels: an exclusive queue is had by
	 * one connection at a time, and goes with it.
	 * @return the channel that has the turn, or {@code null} if the time is up
	 */
	private @Nullable Channel takeTurn() throws IOException, InterruptedException {
		while (!isTimeUp()) {
			Channel channel = this.session.openChannel();
			try {
				channel.queueDeclare(turnQueue(), false, true, true, Map.of());
				return channel;
			}
			catch (IOException ex) {
				AMQP.Channel.Close close = FunctionQueue.closeOf(ex);
				if (close == null || close.getReplyCode() != AMQP.RESOURCE_LOCKED) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			}
		}
		return null;
	}

	private String turnQueue() {
		// Not the name of any function's queue.
		return "stopping." + this.queue.name();
	}

	/**
	 * Serves what the queue holds, out of reach of new calls, until it is empty or
	 * another server comes. A call that was routed before the queue was unbound may be on
	 * its way, so the queue must be found empty twice: here, and with the next turn.
	 */
	private void drain() throws IOException, InterruptedException {
		if (!this.unbound) {
			this.unbound = true;
			onChannel(this.queue::unbind);
		}
		AMQP.Queue.DeclareOk count = this.queue.count(this.session);
		while (count != null && !hasOthers(count) && count.getMessageCount() > 0 && !isTimeUp()) {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			count = this.queue.count(this.session);
		}
		if (count != null && hasOthers(count)) {
			bindAgain();
		}
		else {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	/**
	 * Makes the queue reachable for the server that came; without this it would be there
	 * for nobody.
	 */
	private void bindAgain() throws IOException {
		onChannel(this.queue::bind);
		this.unbound = false;
	}

	private void onChannel(BindingCommand command) throws IOException {
		Channel channel = this.session.openChannel();
		try {
			command.run(channel);
		}
		finally {
			channel.abort();
		}
	}

	private boolean isTimeUp() {
		return System.nanoTime() - this.deadlineNanos >= 0;
	}

	@FunctionalInterface
	private interface BindingCommand {

		void run(Channel channel) throws IOException;

	}

}
