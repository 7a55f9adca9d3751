package io.github.polywire.natsmicro.listener;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Serves one endpoint: its subscription, its threads, its statistics. Thread-safe.
 */
public final class MicroEndpointContainer {

	private static final Log logger = LogFactory.getLog(MicroEndpointContainer.class);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final String id;

	private final String service;

	private final EndpointSpecification specification;

	private final ServerContext context;

	private final EndpointCounters counters = new EndpointCounters();

	private final EndpointStatistics statistics = new EndpointStatistics(this.counters);

	private final ExceptionMapper exceptions;

	private final RequestProcessor processor;

	private final ReplyPublisher replies;

	private final ReentrantLock changes = new ReentrantLock();

	private final EndpointSubscription subscription;

	private volatile MicroEndpointState state = MicroEndpointState.STOPPED;

	private volatile @Nullable TaskDispatcher tasks;

	private @Nullable HandlerExecutor handlers;

	MicroEndpointContainer(String id, String service, EndpointSpecification specification, MicroHandler handler,
			ExceptionMapper exceptions, ServerContext context) {
		this.id = id;
		this.service = service;
		this.specification = specification;
		this.context = context;
		this.exceptions = exceptions;
		this.subscription = new EndpointSubscription(id, specification, context, this::received);
		this.replies = new ReplyPublisher(context.connection(), this.counters);
		this.processor = new RequestProcessor(id, chain(service, handler), exceptions.orElse(context.exceptions()),
				context.answers(), this.counters, ServerObservations.of(context.observations(),
						context.serverConvention(), service, specification.info().name()),
				context.settings().errorMessage());
	}

	private MicroHandler chain(String service, MicroHandler handler) {
		MicroHandler chain = handler;
		List<MicroInterceptor> interceptors = this.context.interceptors();
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			MicroInterceptor interceptor = interceptors.get(i);
			if (interceptor.supports(service, this.specification.info())) {
				MicroHandler next = chain;
				chain = (request) -> interceptor.intercept(request, next);
			}
		}
		return chain;
	}

	/**
	 * The id of the endpoint in the registry: the names of service and endpoint, as in
	 * {@code orders.create}, with a number after them if there are more of that name.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * What discovery tells of the endpoint.
	 * @return the description
	 */
	public MicroEndpointInfo info() {
		return this.specification.info();
	}

	/**
	 * The statistics of the endpoint, with the data that a contributor adds.
	 * @return a snapshot
	 */
	public MicroEndpointStats stats() {
		MicroStatsContributor contributor = statsContributor();
		if (contributor == null) {
			return this.statistics.snapshot(info(), null);
		}
		try {
			return this.statistics.snapshot(info(),
					this.context.documents().data(contributor.contribute(this.service, info())));
		}
		catch (RuntimeException ex) {
			this.failureLog.warn(() -> "The statistics data of " + this.id + " is left out", ex);
			return this.statistics.snapshot(info(), null);
		}
	}

	@Nullable MicroStatsContributor statsContributor() {
		MicroStatsContributor own = this.specification.definition().statsContributor();
		return (own != null) ? own : this.context.statsContributor();
	}

	/**
	 * Sets the statistics to zero.
	 */
	void resetStats() {
		this.statistics.reset();
	}

	/**
	 * What is counted of the endpoint.
	 * @return the counters
	 */
	public EndpointCounters getCounters() {
		return this.counters;
	}

	/**
	 * What the endpoint does at present.
	 * @return the state
	 */
	public MicroEndpointState getState() {
		return this.state;
	}

	/**
	 * How many requests wait for a slot, in this application and in the NATS client.
	 * @return the number
	 */
	public long getWaitingCount() {
		TaskDispatcher current = this.tasks;
		return ((current != null) ? current.waitingCount() : 0) + this.subscription.pendingCount();
	}

	/**
	 * How many requests the NATS client has dropped because as many waited as may (slow
	 * consumer).
	 * @return the number
	 */
	public long getDroppedCount() {
		return this.subscription.droppedCount();
	}

	ExceptionMapper exceptions() {
		return this.exceptions;
	}

	EndpointSpecification specification() {
		return this.specification;
	}

	/**
	 * Handles a request that did not come from the server.
	 * @param request the request
	 * @param ended is run when the handling has ended
	 */
	void serve(MicroRequest request, Runnable ended) {
		this.processor.handle(request, ended);
	}

	/**
	 * Takes requests.
	 */
	void start() {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.RUNNING) {
				return;
			}
			if (this.handlers == null) {
				HandlerExecutor created = this.context.executors().create("nats-micro-" + this.id);
				this.handlers = created;
				this.tasks = new TaskDispatcher(this.context.settings().concurrencyOf(this.specification.definition()),
						this.context.settings().queueCapacityOf(this.specification.definition()), created.executor(),
						this.context.timer());
			}
			startSubscribed();
		}
		finally {
			this.changes.unlock();
		}
	}

	private void startSubscribed() {
		MicroEndpointState before = this.state;
		// What comes before the method returns is taken, too.
		this.state = MicroEndpointState.RUNNING;
		try {
			this.subscription.open();
		}
		catch (RuntimeException | Error ex) {
			this.state = before;
			if (before == MicroEndpointState.STOPPED) {
				release();
			}
			throw ex;
		}
	}

	private void release() {
		HandlerExecutor unused = this.handlers;
		this.handlers = null;
		this.tasks = null;
		if (unused != null) {
			unused.interruptAll().run();
		}
	}

	/**
	 * Whether the endpoint runs and nothing keeps it from taking requests.
	 * @return {@code false} also if its connection is closed
	 */
	public boolean isSubscribed() {
		return this.state == MicroEndpointState.RUNNING && this.subscription.isOpen();
	}

	/**
	 * Takes no more requests until {@link #resume()}; those that were taken are answered.
	 * Returns when the server has confirmed it. Other instances get the requests; if
	 * there is none, callers are told that nobody serves them.
	 */
	public void pause() {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.RUNNING) {
				long deadline = System.nanoTime() + this.context.settings().shutdownTimeout().toNanos();
				leave(deadline);
				this.subscription.close(deadline);
				this.state = MicroEndpointState.PAUSED;
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Takes requests again after {@link #pause()}.
	 */
	public void resume() {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.PAUSED) {
				start();
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Subscribes again, on a connection that took the place of a closed one.
	 */
	void resubscribe() {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.RUNNING) {
				this.subscription.open();
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Leaves the queue group; to be followed by {@link #finish(long)}.
	 * @param deadline until when to wait for the server
	 */
	void leave(long deadline) {
		this.changes.lock();
		try {
			if (this.subscription.isOpen() && this.state != MicroEndpointState.STOPPING) {
				this.state = MicroEndpointState.STOPPING;
				this.subscription.leave(deadline);
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Waits until what was taken is answered. What is not when the time is up is
	 * interrupted, and what was not even begun is answered with an error; to be followed
	 * by {@link #end(long)}.
	 * @param deadline until when to wait
	 */
	void finish(long deadline) {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.STOPPED) {
				return;
			}
			this.subscription.close(deadline);
			HandlerExecutor ended = this.handlers;
			if (!awaitAnswered(deadline)) {
				logger.warn("The time to stop is up: %d requests of %s are interrupted"
					.formatted(this.counters.inFlight(), this.id));
				TaskDispatcher current = this.tasks;
				if (current != null) {
					current.abandonWaiting();
				}
			}
			if (ended != null) {
				ended.interruptAll().run();
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Waits for what was interrupted, and stops.
	 * @param deadline until when to wait
	 */
	void end(long deadline) {
		this.changes.lock();
		try {
			if (this.state == MicroEndpointState.STOPPED) {
				return;
			}
			awaitAnswered(deadline);
			this.handlers = null;
			this.tasks = null;
			this.state = MicroEndpointState.STOPPED;
		}
		finally {
			this.changes.unlock();
		}
	}

	private boolean awaitAnswered(long deadline) {
		while (this.counters.inFlight() > 0 && System.nanoTime() - deadline < 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_NANOS);
		}
		return this.counters.inFlight() == 0;
	}

	/**
	 * Takes a request, on the thread of the NATS client.
	 * @param message the request
	 */
	private void received(Message message) {
		TaskDispatcher current = this.tasks;
		if (current == null) {
			return;
		}
		this.counters.inFlight.incrementAndGet();
		ReceivedRequest request = new ReceivedRequest(message, this.processor, this.replies);
		if (!current.dispatch(request)) {
			this.processor.refuse(request);
		}
	}

}
