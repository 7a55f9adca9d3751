package io.github.polywire.metricq.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.InvalidHistoryResponseException;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.connection.RetryingTask;
import io.github.polywire.metricq.wire.MetricqNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The requests of a history client: sent as soon as it is registered and its queue is
 * consumed, settled by an answer, the loss of the connection or their timeouts.
 * Thread-safe.
 */
final class HistoryExchange implements BrokerConnection.Listener {

	private static final Log logger = LogFactory.getLog(HistoryExchange.class);

	private final RateLimitedLog lateLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final ThreadPoolExecutor writer;

	private final Map<String, PendingHistory> pending = new ConcurrentHashMap<>();

	private final Map<String, Boolean> sent = new ConcurrentHashMap<>();

	private final Object monitor = new Object();

	private @Nullable RetryingTask<ObjectNode> registration;

	private @Nullable BrokerConnection connection;

	private @Nullable BrokerSession consumed;

	private boolean fresh;

	private String queue = "";

	private String exchange = MetricqNames.HISTORY_EXCHANGE;

	private volatile @Nullable Channel channel;

	private volatile boolean ended;

	HistoryExchange(Agent agent) {
		this.agent = agent;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-" + agent.token() + "-requests-");
		threads.setDaemon(true);
		this.writer = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.writer.allowCoreThreadTimeOut(true);
	}

	void start() {
		synchronized (this.monitor) {
			if (this.ended) {
				return;
			}
			if (this.registration != null) {
				this.registration.stop();
			}
			this.registration = new RetryingTask<>(
					"The registration of the MetricQ history client '" + this.agent.token() + "'",
					() -> this.agent.register("history.register"), this::registered, this.agent.executor(),
					this.agent.settings().backOff().get());
			this.registration.start();
		}
	}

	private void registered(ObjectNode answer) {
		String address = answer.path("historyServerAddress").asString(answer.path("dataServerAddress").asString(""));
		BrokerConnection target = this.agent.connect("history connection", address);
		BrokerSession open;
		synchronized (this.monitor) {
			this.queue = answer.path("historyQueue").asString("");
			this.exchange = answer.path("historyExchange").asString(MetricqNames.HISTORY_EXCHANGE);
			if (target != this.connection) {
				this.connection = target;
				this.fresh = true;
				target.addListener(this);
				return;
			}
			open = target.session();
		}
		if (open != null) {
			consume(open);
		}
	}

	@Override
	public void opened(BrokerSession session) {
		boolean first;
		synchronized (this.monitor) {
			first = this.fresh;
			this.fresh = false;
		}
		if (first) {
			try {
				consume(session);
				return;
			}
			catch (MetricqConnectionException ex) {
				logger.debug("The queue of the history client may be gone: it registers again", ex);
			}
		}
		start();
	}

	private void consume(BrokerSession session) {
		synchronized (this.monitor) {
			if (this.ended || (session == this.consumed && this.channel != null)) {
				return;
			}
			this.consumed = session;
		}
		try {
			Channel added = session.openChannel();
			added.addReturnListener((returned) -> unroutable(returned.getProperties()));
			added.basicConsume(this.queue, true, new ResponseConsumer(added));
			this.channel = added;
			this.pending.values().forEach(this::writeSoon);
		}
		catch (IOException | AlreadyClosedException ex) {
			throw new MetricqConnectionException("The queue '" + this.queue + "' cannot be consumed", ex);
		}
	}

	CompletableFuture<HistoryResponse> send(PendingHistory request, Duration timeout) {
		this.agent.observations()
			.request(this.agent.role(), "history " + request.request().type().name().toLowerCase(Locale.ROOT),
					request.headers(), request.result());
		this.pending.put(request.id(), request);
		CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS, this.agent.executor())
			.execute(() -> timedOut(request, timeout));
		request.result().whenComplete((response, failure) -> {
			this.pending.remove(request.id());
			this.sent.remove(request.id());
		});
		writeSoon(request);
		return request.result();
	}

	private void writeSoon(PendingHistory request) {
		try {
			this.writer.execute(() -> write(request));
		}
		catch (RejectedExecutionException ex) {
			request.result().completeExceptionally(new MetricqAgentStoppedException(this.agent.token(), ex));
		}
	}

	private void write(PendingHistory request) {
		Channel current = this.channel;
		long remaining = request.remainingMillis();
		if (current == null || request.result().isDone() || remaining <= 0
				|| this.sent.putIfAbsent(request.id(), true) != null) {
			return;
		}
		BasicProperties properties = new BasicProperties.Builder().headers(request.headers())
			.deliveryMode(1)
			.priority(0)
			.correlationId(request.id())
			.replyTo(this.queue)
			.expiration(Long.toString(remaining))
			.build();
		try {
			current.basicPublish(this.exchange, request.request().metric(), true, properties, request.body());
		}
		catch (IOException | AlreadyClosedException ex) {
			request.result().completeExceptionally(lost(request, ex));
		}
	}

	private void received(BasicProperties properties, byte[] body) {
		String id = properties.getCorrelationId();
		PendingHistory request = (id != null) ? this.pending.get(id) : null;
		if (request == null) {
			this.lateLog.warn(
					() -> "A history response to '" + this.agent.token() + "' came when nobody waited for it any more");
			return;
		}
		settle(request, (result) -> {
			int limit = this.agent.settings().maxBodySize();
			if (body.length > limit) {
				throw new InvalidHistoryResponseException(request.request().metric(), "it has " + body.length
						+ " bytes, and " + limit + " are read at most: ask for less, or raise metricq.max-body-size",
						null);
			}
			result.complete(DecodedHistory.decode(request.request().metric(), body, duration(properties)));
		});
	}

	private void settle(PendingHistory request, Consumer<CompletableFuture<HistoryResponse>> settlement) {
		this.agent.executor().execute(() -> {
			try {
				settlement.accept(request.result());
			}
			catch (MetricqException ex) {
				request.result().completeExceptionally(ex);
			}
		});
	}

	private static @Nullable Duration duration(BasicProperties properties) {
		Object seconds = (properties.getHeaders() != null)
				? properties.getHeaders().get(MetricqNames.REQUEST_DURATION_HEADER) : null;
		if (seconds == null) {
			return null;
		}
		try {
			return Duration.ofNanos((long) (Double.parseDouble(seconds.toString()) * 1e9));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private void unroutable(BasicProperties properties) {
		PendingHistory request = this.pending.get(properties.getCorrelationId());
		if (request != null) {
			settle(request, (result) -> {
				throw new MetricqHistoryException(request.request().metric(),
						"no database takes requests for this metric; see whether one records it");
			});
		}
	}

	private void timedOut(PendingHistory request, Duration timeout) {
		String metric = request.request().metric();
		if (this.sent.containsKey(request.id())) {
			request.result()
				.completeExceptionally(new MetricqTimeoutException(
						"No database answered the history request for the" + " metric '" + metric + "' within "
								+ timeout.toMillis() + " ms: ask for less, or raise metricq.history.timeout"));
			return;
		}
		Throwable reason = failure();
		request.result()
			.completeExceptionally(new MetricqConnectionException("The history request for the metric '" + metric
					+ "' could not be sent within " + timeout.toMillis() + " ms, because '" + this.agent.token()
					+ "' is not registered" + ((reason != null) ? ": " + reason.getMessage() : ""), reason));
	}

	private @Nullable Throwable failure() {
		synchronized (this.monitor) {
			return (this.registration != null) ? this.registration.failure() : null;
		}
	}

	private void lost(ResponseConsumer consumer, Throwable cause) {
		if (this.channel != consumer.getChannel()) {
			return;
		}
		this.channel = null;
		for (PendingHistory request : this.pending.values()) {
			if (this.sent.containsKey(request.id())) {
				settle(request, (result) -> result.completeExceptionally(lost(request, cause)));
			}
		}
		BrokerSession last;
		synchronized (this.monitor) {
			last = this.consumed;
		}
		if (!this.ended && last != null && last.isOpen()) {
			CompletableFuture
				.delayedExecutor(this.agent.settings().backOff().get().getInitialInterval(), TimeUnit.MILLISECONDS,
						this.agent.executor())
				.execute(() -> {
					RabbitUtils.closeChannel(consumer.getChannel());
					start();
				});
		}
	}

	private static MetricqConnectionException lost(PendingHistory request, Throwable cause) {
		return new MetricqConnectionException("The connection to RabbitMQ was lost before the history request for the"
				+ " metric '" + request.request().metric() + "' was answered: ask again", cause);
	}

	int inFlightCount() {
		return this.pending.size();
	}

	boolean isEnded() {
		return this.ended || this.agent.connections().stream().noneMatch((it) -> it == this.connection)
				&& this.connection != null;
	}

	void end() {
		this.ended = true;
		BrokerConnection last;
		synchronized (this.monitor) {
			if (this.registration != null) {
				this.registration.stop();
			}
			last = this.connection;
		}
		if (last != null) {
			last.removeListener(this);
		}
		this.writer.shutdown();
		this.pending.values()
			.forEach((request) -> request.result()
				.completeExceptionally(new MetricqAgentStoppedException(this.agent.token(), null)));
		Channel open = this.channel;
		this.channel = null;
		if (open != null) {
			RabbitUtils.closeChannel(open);
		}
	}

	/**
	 * Takes responses. Lost ones cannot be asked for again: nothing is gained by
	 * acknowledgements.
	 */
	private final class ResponseConsumer extends DefaultConsumer {

		private ResponseConsumer(Channel channel) {
			super(channel);
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
			received(properties, body);
		}

		@Override
		public void handleCancel(String consumerTag) {
			lost(this, new IOException("The queue was deleted"));
		}

		@Override
		public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
			lost(this, signal);
		}

	}

}
