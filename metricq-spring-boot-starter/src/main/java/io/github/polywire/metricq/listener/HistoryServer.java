package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.wire.HistoryCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.util.StringUtils;

/**
 * Serves the history requests of one database, as many at once as the broker sends
 * unsettled. Thread-safe.
 */
final class HistoryServer implements ContainerCompanion {

	private static final Log logger = LogFactory.getLog(HistoryServer.class);

	private final String id;

	private final Agent agent;

	private final HistoryAnswerer answerer;

	private final HistoryCounters counters;

	private final HandlerExecutorFactory executors;

	private final int concurrency;

	private final Duration shutdownTimeout;

	private volatile @Nullable HandlerExecutor executor;

	private volatile @Nullable Requests requests;

	private volatile long deadlineNanos;

	HistoryServer(String id, Agent agent, HistoryAnswerer answerer, HistoryCounters counters,
			HandlerExecutorFactory executors, int concurrency, Duration shutdownTimeout) {
		this.id = id;
		this.agent = agent;
		this.answerer = answerer;
		this.counters = counters;
		this.executors = executors;
		this.concurrency = concurrency;
		this.shutdownTimeout = shutdownTimeout;
	}

	@Override
	public void starting() {
		this.agent.start();
		this.counters.inFlight().reset();
		this.executor = this.executors.create("metricq-" + this.id + "-history");
	}

	@Override
	public void consuming(BrokerSession session, ObjectNode subscription, Runnable lost) throws IOException {
		Requests previous = this.requests;
		this.requests = null;
		if (previous != null) {
			RabbitUtils.closeChannel(previous.getChannel());
		}
		Channel channel = session.openChannel();
		channel.basicQos(this.concurrency);
		Requests added = new Requests(channel, lost);
		this.requests = added;
		channel.basicConsume(subscription.path("historyQueue").asString(""), false, added);
	}

	@Override
	public void stopping() {
		this.deadlineNanos = System.nanoTime() + this.shutdownTimeout.toNanos();
		Requests last = this.requests;
		if (last != null) {
			last.cancel();
		}
	}

	@Override
	public void stopped() {
		Requests last = this.requests;
		this.requests = null;
		if (!this.counters.inFlight().awaitNone(this.deadlineNanos - System.nanoTime())) {
			logger.warn("The MetricQ database '" + this.id + "' has not answered all history requests within "
					+ this.shutdownTimeout.toMillis() + " ms and is interrupted");
		}
		HandlerExecutor ended = this.executor;
		this.executor = null;
		if (ended != null) {
			ended.interruptAll().run();
		}
		if (last != null) {
			RabbitUtils.closeChannel(last.getChannel());
		}
		this.agent.stop();
	}

	/**
	 * Takes requests from one channel, on the connection's thread.
	 */
	private final class Requests extends DefaultConsumer {

		private final Runnable lost;

		/** Held while a frame is written, as a channel is for one thread at a time. */
		private final ReentrantLock lock = new ReentrantLock();

		private Requests(Channel channel, Runnable lost) {
			super(channel);
			this.lost = lost;
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
			HandlerExecutor current = HistoryServer.this.executor;
			if (current == null) {
				return;
			}
			HistoryServer.this.counters.inFlight().added();
			try {
				current.executor().execute(() -> {
					try {
						serve(new Delivery(envelope, properties, body));
					}
					finally {
						HistoryServer.this.counters.inFlight().removed(1);
					}
				});
			}
			catch (RejectedExecutionException ex) {
				// Stopped: the broker gives the request to the next one who asks.
				HistoryServer.this.counters.inFlight().removed(1);
			}
		}

		private void serve(Delivery request) {
			long begin = System.nanoTime();
			String replyTo = request.getProperties().getReplyTo();
			try {
				if (!StringUtils.hasLength(replyTo)) {
					HistoryServer.this.answerer.malformed(request.getEnvelope().getRoutingKey(), "it has no reply_to");
					reject(request);
					return;
				}
				byte[] body = HistoryServer.this.answerer.answer(request);
				if (!Thread.currentThread().isInterrupted()) {
					answer(request, replyTo, body, System.nanoTime() - begin);
				}
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("The channel was lost before a history request was answered", ex);
			}
		}

		private void reject(Delivery request) throws IOException {
			this.lock.lock();
			try {
				getChannel().basicReject(request.getEnvelope().getDeliveryTag(), false);
			}
			finally {
				this.lock.unlock();
			}
		}

		private void answer(Delivery request, String replyTo, byte[] body, long nanos) throws IOException {
			this.lock.lock();
			try {
				// First, so that an answer that the broker does not take is not asked for
				// again and again.
				getChannel().basicAck(request.getEnvelope().getDeliveryTag(), false);
				getChannel().basicPublish("", replyTo,
						HistoryCodec.answerProperties(request.getProperties(), HistoryServer.this.agent.token(), nanos),
						body);
			}
			finally {
				this.lock.unlock();
			}
		}

		private void cancel() {
			try {
				getChannel().basicCancel(getConsumerTag());
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("The channel was lost, and nothing more comes", ex);
			}
		}

		@Override
		public void handleCancel(String consumerTag) {
			lost();
		}

		@Override
		public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
			if (!signal.isHardError()) {
				lost();
			}
		}

		// The container's own channel is closed, which lets it subscribe again.
		private void lost() {
			if (HistoryServer.this.requests == this) {
				HistoryServer.this.agent.executor().execute(this.lost);
			}
		}

	}

}
