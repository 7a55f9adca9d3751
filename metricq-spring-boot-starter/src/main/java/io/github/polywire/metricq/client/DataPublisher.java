package io.github.polywire.metricq.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.PublishChannel;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.connection.RetryingTask;
import io.github.polywire.metricq.wire.MetricqNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * Registers an agent and writes the chunks of its buffer to the data exchange, many to
 * one write of the socket, on a thread of its own.
 */
final class DataPublisher implements BrokerConnection.Listener, Agent.Listener {

	private static final int BATCH_SIZE = 64;

	private static final int PERSISTENT = 2;

	private static final Log logger = LogFactory.getLog(DataPublisher.class);

	private final RateLimitedLog channelLog = new RateLimitedLog(logger);

	private final RateLimitedLog refusedLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final ReplayBuffer buffer;

	private final BasicProperties properties;

	private final Supplier<CompletableFuture<ObjectNode>> register;

	private final Thread sender;

	private final Object monitor = new Object();

	private volatile @Nullable RetryingTask<ObjectNode> registration;

	private volatile String exchange = MetricqNames.DATA_EXCHANGE;

	private volatile @Nullable BrokerConnection connection;

	private volatile @Nullable PublishChannel channel;

	private volatile boolean stopped;

	/**
	 * Creates a publisher, without starting it.
	 * @param agent the agent of the role
	 * @param buffer the chunks
	 * @param persistent whether the broker keeps them on disk in durable queues
	 * @param register registers the agent with the manager, which tells where to publish
	 */
	DataPublisher(Agent agent, ReplayBuffer buffer, boolean persistent,
			Supplier<CompletableFuture<ObjectNode>> register) {
		this.agent = agent;
		this.buffer = buffer;
		this.register = register;
		this.properties = new BasicProperties.Builder().headers(Map.of())
			.deliveryMode(persistent ? PERSISTENT : 1)
			.priority(0)
			.build();
		this.sender = new Thread(this::send, "metricq-" + agent.token() + "-sender");
		this.sender.setDaemon(true);
	}

	void start() {
		this.sender.start();
		this.agent.addListener(this);
		registerSoon();
	}

	void stop() {
		this.agent.removeListener(this);
		synchronized (this.monitor) {
			this.stopped = true;
			if (this.registration != null) {
				this.registration.stop();
			}
		}
		this.sender.interrupt();
		BrokerConnection last = this.connection;
		if (last != null) {
			last.removeListener(this);
		}
		PublishChannel open = this.channel;
		if (open != null) {
			RabbitUtils.closeChannel(open.channel());
		}
	}

	@Nullable Throwable failure() {
		RetryingTask<ObjectNode> current = this.registration;
		return (current != null) ? current.failure() : null;
	}

	// The connections of the time before are closed for good: the registration leads to
	// new ones.
	@Override
	public void started() {
		registerSoon();
	}

	private void registerSoon() {
		synchronized (this.monitor) {
			if (this.stopped) {
				return;
			}
			if (this.registration != null) {
				this.registration.stop();
			}
			RetryingTask<ObjectNode> next = new RetryingTask<>(
					"The registration of the MetricQ " + this.agent.role().id() + " '" + this.agent.token() + "'",
					this.register, this::registered, this.agent.executor(), this.agent.settings().backOff().get());
			this.registration = next;
			next.start();
		}
	}

	private void registered(ObjectNode answer) {
		this.exchange = answer.path("dataExchange").asString(MetricqNames.DATA_EXCHANGE);
		BrokerConnection target = this.agent.connect("data connection", answer.path("dataServerAddress").asString(""));
		synchronized (this.monitor) {
			if (this.stopped || target == this.connection) {
				return;
			}
			this.connection = target;
		}
		target.addListener(this);
	}

	@Override
	public void opened(BrokerSession session) {
		if (this.stopped) {
			return;
		}
		PublishChannel opened;
		try {
			opened = session.openPublishChannel();
			opened.channel().exchangeDeclarePassive(this.exchange);
		}
		catch (IOException | AlreadyClosedException ex) {
			this.channelLog.warn(() -> "The MetricQ " + this.agent.role().id() + " '" + this.agent.token()
					+ "' cannot publish to the exchange " + this.exchange + ", trying again", ex);
			// Opened again with back-off, and then so is the channel.
			this.agent.executor().execute(session::close);
			return;
		}
		opened.addConfirmListener(new Confirmations(opened));
		opened.channel().addShutdownListener((cause) -> lost(session, opened, cause));
		this.channel = opened;
		this.buffer.opened(opened);
		if (!opened.isOpen()) {
			this.buffer.lost(opened, false);
		}
	}

	@Override
	public void blocked(BrokerSession session) {
		this.buffer.pause(true);
	}

	@Override
	public void unblocked(BrokerSession session) {
		this.buffer.pause(false);
	}

	private void lost(BrokerSession session, PublishChannel ended, ShutdownSignalException cause) {
		this.buffer.lost(ended, cause.getReason() instanceof AMQP.Channel.Close close
				&& close.getReplyCode() == AMQP.PRECONDITION_FAILED);
		if (!cause.isHardError() && !this.stopped) {
			this.channelLog.warn(() -> "RabbitMQ closed the channel of the MetricQ " + this.agent.role().id() + " '"
					+ this.agent.token() + "', which connects again", cause);
			this.agent.executor().execute(session::close);
		}
	}

	private void send() {
		List<OutgoingChunk> batch = new ArrayList<>(BATCH_SIZE);
		try {
			PublishChannel current = this.buffer.take(batch, BATCH_SIZE);
			while (current != null) {
				write(current, batch);
				batch.clear();
				current = this.buffer.take(batch, BATCH_SIZE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(PublishChannel current, List<OutgoingChunk> batch) {
		try {
			do {
				for (OutgoingChunk chunk : batch) {
					if (!current.isOpen()) {
						return;
					}
					current.publish(this.exchange, chunk.metric(), this.properties, chunk.body());
				}
				batch.clear();
			}
			while (this.buffer.poll(batch, BATCH_SIZE, current));
			current.flush();
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The connection was lost while chunks were written, which are sent again", ex);
		}
	}

	/**
	 * Settles what the broker confirms.
	 */
	private final class Confirmations implements ConfirmListener {

		private final PublishChannel channel;

		private Confirmations(PublishChannel channel) {
			this.channel = channel;
		}

		@Override
		public void handleAck(long sequence, boolean multiple) {
			DataPublisher.this.buffer.settle(this.channel, sequence, multiple, true);
		}

		@Override
		public void handleNack(long sequence, boolean multiple) {
			DataPublisher.this.buffer.settle(this.channel, sequence, multiple, false);
			DataPublisher.this.refusedLog
				.warn(() -> "RabbitMQ refused chunks of the MetricQ " + DataPublisher.this.agent.role().id() + " '"
						+ DataPublisher.this.agent.token() + "': see its log and the policies of the bound queues");
		}

	}

}
