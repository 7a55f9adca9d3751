package io.github.polywire.rabibridge.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.connection.RateLimitedLog;
import io.github.polywire.rabibridge.connection.TaskDispatcher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Serves one function: consumes its queue whenever the broker is there, and lets no more
 * calls run side by side than the function's concurrency. Thread-safe.
 */
public final class RemoteCallContainer implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RemoteCallContainer.class);

	private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

	/** When something else is going on in the container, or a queue just vanished. */
	private static final Duration SHORT_PAUSE = Duration.ofMillis(50);

	private static final Duration INTERRUPT_PATIENCE = Duration.ofMillis(250);

	private static final long DRAIN_POLL_MILLIS = 5;

	private final RemoteCallEndpoint endpoint;

	private final ServerContext context;

	private final FunctionQueue queue;

	private final int concurrency;

	private final int fetchSize;

	private final FunctionCounters counters = new FunctionCounters();

	private final CallProcessor processor;

	private final RateLimitedLog retryLog = new RateLimitedLog(logger);

	/** Held while the container changes what it does, also while it asks the broker. */
	private final ReentrantLock changes = new ReentrantLock();

	private @Nullable HandlerExecutor handlers;

	private volatile @Nullable TaskDispatcher dispatcher;

	private volatile @Nullable FunctionConsumer consumer;

	private final RetiredConsumers retired;

	private volatile ContainerState state = ContainerState.STOPPED;

	private volatile @Nullable String error;

	private boolean mayReRegister;

	RemoteCallContainer(RemoteCallEndpoint endpoint, ServerContext context) {
		this.endpoint = endpoint;
		this.context = context;
		this.queue = new FunctionQueue(endpoint.function(), endpoint.options());
		this.concurrency = context.settings().concurrencyOf(endpoint.options());
		this.fetchSize = context.settings().fetchSizeOf(endpoint.options());
		this.retired = new RetiredConsumers(context.connection());
		this.processor = new CallProcessor(endpoint.function(), endpoint.handler(), context, this.counters);
	}

	/**
	 * The id of this container in its registry.
	 * @return the id
	 */
	public String getId() {
		return this.endpoint.id();
	}

	/**
	 * What is to be told of the function.
	 * @return a snapshot
	 */
	public ServedFunction describe() {
		return new ServedFunction(getId(), this.endpoint.function().name(), this.endpoint.function().kind(),
				this.queue.name(), this.queue.arguments(), this.fetchSize, this.concurrency,
				this.endpoint.options().timeout(), this.endpoint.origin(), this.state, this.error,
				this.counters.inFlight.get(), this.counters.calls.sum(), this.counters.errors.sum());
	}

	/**
	 * What the container does at present.
	 * @return the state
	 */
	public ContainerState getState() {
		return this.state;
	}

	/**
	 * Counts the calls that wait in the function's queue. Asks the broker.
	 * @return the number, or -1 if the broker cannot be asked or there is no queue
	 */
	public long queueDepth() {
		BrokerSession session = this.context.connection().session();
		if (session == null) {
			return -1;
		}
		try {
			AMQP.Queue.DeclareOk count = this.queue.count(session);
			return (count != null) ? count.getMessageCount() : -1;
		}
		catch (IOException | ShutdownSignalException ex) {
			return -1;
		}
	}

	/**
	 * What is counted of the function.
	 * @return the counters
	 */
	public FunctionCounters getCounters() {
		return this.counters;
	}

	RemoteCallEndpoint endpoint() {
		return this.endpoint;
	}

	FunctionQueue queue() {
		return this.queue;
	}

	/**
	 * Starts to serve: now if the broker is there, else as soon as it is.
	 * @throws RemoteCallQueueException if the queue cannot be declared
	 */
	@Override
	public void start() {
		start(ContainerState.STARTING);
	}

	/**
	 * Starts, but takes no calls until {@link #resume()}.
	 */
	void startPaused() {
		start(ContainerState.PAUSED);
	}

	private void start(ContainerState initial) {
		this.changes.lock();
		try {
			if (isRunning() && this.state != ContainerState.FAILED) {
				return;
			}
			this.mayReRegister = this.endpoint.options().reRegister();
			if (this.handlers == null) {
				this.handlers = this.context.executors().create("rabibridge-" + this.endpoint.function().name());
				this.dispatcher = new TaskDispatcher(this.concurrency, this.handlers.executor(),
						this.context.connection()::later);
			}
			this.state = initial;
			this.error = null;
			this.context.connection().open();
			attach();
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Takes no more calls and returns when those that were taken are answered, or
	 * {@code rabibridge.server.shutdown-timeout} is over; what is not answered then goes
	 * back to the queue.
	 */
	@Override
	public void stop() {
		this.changes.lock();
		try {
			if (this.state == ContainerState.STOPPED) {
				return;
			}
			this.state = ContainerState.STOPPING;
			long deadline = System.nanoTime() + this.context.settings().shutdownTimeout().toNanos();
			boolean brokerAnswers = retireConsumer(deadline);
			boolean answered = awaitAnswered(deadline);
			List<FunctionConsumer> ended = endConsumers();
			if (!answered) {
				logger.warn("The time to stop is up: %d calls of %s are interrupted and go back to the queue"
					.formatted(this.counters.inFlight.get(), this.endpoint.function()));
			}
			endHandlers();
			if (!answered) {
				awaitAnswered(System.nanoTime() + INTERRUPT_PATIENCE.toNanos());
			}
			if (brokerAnswers) {
				ended.forEach(FunctionConsumer::close);
			}
			else {
				ended.forEach((consumer) -> this.context.connection().schedule(consumer::close, Duration.ZERO));
			}
			this.state = ContainerState.STOPPED;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Takes no more calls until {@link #resume()}; those that were taken are answered. If
	 * this is the only server, callers are told that nobody serves the function. If the
	 * calling thread is interrupted, or the broker does not answer, the function is
	 * served on: {@link #getState()} tells.
	 */
	public void pause() {
		this.changes.lock();
		try {
			if (this.state == ContainerState.RUNNING || this.state == ContainerState.STARTING) {
				long deadline = System.nanoTime() + this.context.settings().shutdownTimeout().toNanos();
				retireConsumer(deadline);
				FunctionConsumer current = this.consumer;
				if (current != null && !current.isCancelled() && current.session().isOpen()) {
					serveOn(current);
				}
				else {
					this.state = ContainerState.PAUSED;
				}
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Takes calls again after {@link #pause()}.
	 */
	public void resume() {
		this.changes.lock();
		try {
			if (this.state == ContainerState.PAUSED) {
				retireUntilSettled();
				this.state = ContainerState.STARTING;
				attach();
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Whether the container was started and not stopped. It may still wait for the
	 * broker, be paused, or have failed: see {@link #getState()}.
	 */
	@Override
	public boolean isRunning() {
		return this.state != ContainerState.STOPPED;
	}

	@Override
	public boolean isAutoStartup() {
		return this.context.settings().autoStartupOf(this.endpoint.options());
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Serves on a connection that was opened.
	 */
	void connected() {
		if (!this.changes.tryLock()) {
			// A stop may take its time, and other containers wait for this thread.
			this.context.connection().schedule(this::connected, SHORT_PAUSE);
			return;
		}
		try {
			attach();
		}
		catch (RemoteCallQueueException ex) {
			// Was logged; the state tells it.
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * The connection is gone; called on its thread.
	 * @param session the session
	 */
	void disconnected(BrokerSession session) {
		FunctionConsumer current = this.consumer;
		if (current != null && current.session() == session) {
			this.consumer = null;
			if (this.state == ContainerState.RUNNING) {
				this.state = ContainerState.STARTING;
			}
		}
	}

	private void attach() {
		BrokerSession session = this.context.connection().session();
		if (this.state != ContainerState.STARTING || this.consumer != null || session == null || !session.isOpen()) {
			return;
		}
		try {
			this.queue.declare(session, this.mayReRegister);
			FunctionConsumer created = new FunctionConsumer(this.context.connection(), session,
					this.endpoint.function(), this.queue, this.fetchSize, this.context.codec().maxBodySize(),
					new ConsumerCallback());
			this.consumer = created;
			created.start();
			this.mayReRegister = false;
			this.error = null;
			this.state = ContainerState.RUNNING;
			if (!session.isOpen()) {
				this.consumer = null;
				this.state = ContainerState.STARTING;
			}
		}
		catch (RemoteCallQueueException ex) {
			this.state = ContainerState.FAILED;
			this.error = ex.getMessage();
			logger.error("%s is not served: %s".formatted(this.endpoint.function(), ex.getMessage()));
			throw ex;
		}
		catch (IOException | ShutdownSignalException ex) {
			retryLater(session, ex);
		}
	}

	private void retryLater(BrokerSession session, Exception failure) {
		detach();
		this.state = ContainerState.STARTING;
		this.error = BrokerFailures.describe(failure);
		if (!session.isOpen()) {
			return;
		}
		AMQP.Channel.Close close = FunctionQueue.closeOf(failure);
		if (close != null && close.getReplyCode() == AMQP.NOT_FOUND) {
			// Its last consumer went between our declaration and our consumer.
			this.context.connection().schedule(this::connected, SHORT_PAUSE);
		}
		else {
			this.retryLog.warn(() -> "%s cannot be served and will be tried again: %s"
				.formatted(this.endpoint.function(), this.error));
			this.context.connection().schedule(this::connected, RETRY_PAUSE);
		}
	}

	private void serveOn(FunctionConsumer current) {
		logger.warn("%s is not paused: %s".formatted(this.endpoint.function(), Thread.currentThread().isInterrupted()
				? "the thread that asked for it was interrupted" : "RabbitMQ does not answer"));
		this.context.connection().schedule(current::bind, Duration.ZERO);
	}

	private boolean retireConsumer(long deadline) {
		FunctionConsumer current = this.consumer;
		return current == null || current.isCancelled()
				|| new ConsumerRetirement(this.queue, current, deadline).retire();
	}

	/**
	 * Makes room for another consumer, while the calls that this one took go on.
	 */
	private void retireUntilSettled() {
		FunctionConsumer current = this.consumer;
		this.consumer = null;
		if (current != null) {
			this.retired.add(current);
		}
	}

	private void detach() {
		FunctionConsumer current = this.consumer;
		this.consumer = null;
		if (current != null) {
			current.close();
		}
	}

	/**
	 * Takes the consumers away, so that what they have not answered is given up.
	 * @return the consumers, whose channels are still open
	 */
	private List<FunctionConsumer> endConsumers() {
		List<FunctionConsumer> ended = this.retired.removeAll();
		FunctionConsumer current = this.consumer;
		this.consumer = null;
		if (current != null) {
			ended.add(current);
		}
		ended.forEach(FunctionConsumer::giveUp);
		return ended;
	}

	private void endHandlers() {
		HandlerExecutor ended = this.handlers;
		if (ended != null) {
			ended.interruptAll().run();
			this.handlers = null;
		}
	}

	private boolean awaitAnswered(long deadline) {
		try {
			while (this.counters.inFlight.get() > 0 && System.nanoTime() - deadline < 0) {
				TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.counters.inFlight.get() == 0;
	}

	private void broken(FunctionConsumer broken, String reason) {
		if (!this.changes.tryLock()) {
			// As above.
			this.context.connection().schedule(() -> broken(broken, reason), SHORT_PAUSE);
			return;
		}
		try {
			if (this.consumer != broken || this.state != ContainerState.RUNNING) {
				return;
			}
			this.retryLog.warn(() -> "The consumer of %s broke and is started again: %s"
				.formatted(this.endpoint.function(), reason));
			retireUntilSettled();
			this.state = ContainerState.STARTING;
			this.error = reason;
			connected();
		}
		finally {
			this.changes.unlock();
		}
	}

	private final class ConsumerCallback implements FunctionConsumer.Callback {

		@Override
		public void delivered(Delivery delivery) {
			TaskDispatcher current = RemoteCallContainer.this.dispatcher;
			if (current != null) {
				RemoteCallContainer.this.counters.inFlight.incrementAndGet();
				current.dispatch((ended) -> RemoteCallContainer.this.processor.process(delivery, ended));
			}
		}

		@Override
		public void broken(FunctionConsumer broken, String reason) {
			RemoteCallContainer.this.context.connection()
				.schedule(() -> RemoteCallContainer.this.broken(broken, reason), Duration.ZERO);
		}

	}

}
