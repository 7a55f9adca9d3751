package io.github.polywire.dxlstreaming.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.dxlstreaming.ContainerState;
import io.github.polywire.dxlstreaming.DxlStreamListenerInfo;
import io.github.polywire.dxlstreaming.connection.ConsumerSession;
import io.github.polywire.dxlstreaming.connection.HandlerExecutor;
import io.github.polywire.dxlstreaming.connection.HandlerExecutorFactory;
import io.github.polywire.dxlstreaming.connection.RateLimitedLog;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import io.github.polywire.dxlstreaming.connection.StreamService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Brings the records of topics to one listener, by several consumers of a group.
 * Thread-safe; can be started, stopped and paused while the application runs.
 */
public final class DxlStreamListenerContainer {

	private static final Log logger = LogFactory.getLog(DxlStreamListenerContainer.class);

	private final RateLimitedLog slowLog = new RateLimitedLog(logger);

	private final StreamService service;

	private final ListenerOptions options;

	private final ContainerSettings settings;

	private final RecordsHandler handler;

	private final HandlerExecutorFactory executors;

	private final ObservedRecords observed;

	private final ListenerCounters counters = new ListenerCounters();

	private final PauseGate gate = new PauseGate();

	private final LagPoller lag;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private @Nullable ContainerRun current;

	private volatile @Nullable Throwable failure;

	DxlStreamListenerContainer(StreamService service, ListenerOptions options, ContainerSettings settings,
			RecordsHandler handler, HandlerExecutorFactory executors, ObservedRecords observed) {
		this.service = service;
		this.options = options;
		this.settings = settings;
		this.handler = handler;
		this.executors = executors;
		this.observed = observed;
		this.lag = new LagPoller(service, options.group(), options.topics());
	}

	/**
	 * The container's id.
	 * @return the id
	 */
	public String id() {
		return this.options.id();
	}

	/**
	 * Starts to consume, in the background. Does nothing if it was started.
	 */
	public void start() {
		this.lock.lock();
		try {
			if (this.current != null) {
				return;
			}
			this.failure = null;
			this.gate.stop(false);
			this.current = new ContainerRun();
			this.current.start();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Stops to consume: takes no more records, waits for those that are being handled and
	 * for their commit, up to the timeout, and deletes the consumers. Does not wait when
	 * called by the listener.
	 */
	public void stop() {
		this.lock.lock();
		try {
			ContainerRun run = this.current;
			if (run == null) {
				return;
			}
			run.stopSignal.set();
			this.gate.stop(true);
			if (!run.isOwnThread()) {
				await(run);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await(ContainerRun run) {
		long nanos = this.settings.shutdownTimeout().toNanos();
		try {
			while (this.current == run && nanos > 0) {
				nanos = this.ended.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.current == run) {
			logger.warn("The DXL listener '" + id() + "' has not ended within "
					+ this.settings.shutdownTimeout().toMillis() + " ms and is interrupted");
			this.current = null;
			run.close();
		}
	}

	/**
	 * Polls no more. Records that are in hand are handled, others wait in the service. If
	 * the session timeout passes meanwhile, new consumers go on from the last commit.
	 */
	public void pause() {
		this.gate.pause(true);
	}

	/**
	 * Polls again.
	 */
	public void resume() {
		this.gate.pause(false);
	}

	/**
	 * What the container is doing.
	 * @return the state
	 */
	public ContainerState state() {
		this.lock.lock();
		try {
			ContainerRun run = this.current;
			if (run == null) {
				return (this.failure != null) ? ContainerState.FAILED : ContainerState.STOPPED;
			}
			if (this.gate.isPaused()) {
				return ContainerState.PAUSED;
			}
			return run.loops.stream().allMatch(ConsumerLoop::isConnected) ? ContainerState.RUNNING
					: ContainerState.CONNECTING;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Why the container is stopped or connecting.
	 * @return the failure, or {@code null}
	 */
	public @Nullable Throwable failure() {
		this.lock.lock();
		try {
			ContainerRun run = this.current;
			if (run == null) {
				return this.failure;
			}
			return run.loops.stream().map(ConsumerLoop::failure).filter(Objects::nonNull).findFirst().orElse(null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The listener and what it is doing.
	 * @return a snapshot
	 */
	public DxlStreamListenerInfo describe() {
		this.lock.lock();
		try {
			List<String> consumers = new ArrayList<>();
			ContainerRun run = this.current;
			if (run != null) {
				run.loops.stream().map(ConsumerLoop::consumerId).filter(Objects::nonNull).forEach(consumers::add);
			}
			Throwable reason = failure();
			return new DxlStreamListenerInfo(id(), this.handler.describe(), this.options.topics(), this.options.group(),
					consumers, state(), this.counters.lastPoll(),
					(reason != null) ? String.valueOf(reason.getMessage()) : null);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What became of polls and records.
	 * @return the counters
	 */
	public ListenerCounters counters() {
		return this.counters;
	}

	/**
	 * How many records of the topics the group has not committed, as the service last
	 * told.
	 * @return the number, or {@code null} if it is not known
	 */
	public @Nullable Long lag() {
		return this.lag.lag();
	}

	boolean startsAutomatically() {
		return this.options.autoStartup();
	}

	private void warnSlow() {
		this.counters.slowBatch();
		this.slowLog.warn(() -> "The DXL listener '" + id() + "' handles a batch for more than three quarters of the"
				+ " session timeout (" + this.options.consumer().sessionTimeout() + "), after which the service gives"
				+ " its partitions to others: have fewer records in a poll (max.poll.records), or raise"
				+ " dxl.streaming.consumer.session-timeout");
	}

	/**
	 * The container from a start to the stop after it.
	 */
	private final class ContainerRun implements ConsumerLoop.Surroundings {

		private final StopSignal stopSignal = new StopSignal();

		private final HandlerExecutor executor = DxlStreamListenerContainer.this.executors
			.create("dxl-streaming-" + id());

		private final ScheduledThreadPoolExecutor scheduler;

		private final SessionWatch watch;

		private final List<ConsumerLoop> loops = new ArrayList<>();

		private final List<Thread> threads = new ArrayList<>();

		private int living;

		private ContainerRun() {
			CustomizableThreadFactory factory = new CustomizableThreadFactory("dxl-streaming-watch-");
			factory.setDaemon(true);
			this.scheduler = new ScheduledThreadPoolExecutor(1, factory);
			this.scheduler.setRemoveOnCancelPolicy(true);
			ListenerOptions options = DxlStreamListenerContainer.this.options;
			this.watch = new SessionWatch(this.scheduler, options.consumer().sessionTimeout(),
					DxlStreamListenerContainer.this::warnSlow);
			ContainerSettings settings = DxlStreamListenerContainer.this.settings;
			RecordsHandler handler = DxlStreamListenerContainer.this.handler;
			RecordDelivery delivery = new RecordDelivery(options, handler, DxlStreamListenerContainer.this.observed,
					DxlStreamListenerContainer.this.counters, settings.retry().initial());
			for (int i = 0; i < options.concurrency(); i++) {
				this.loops.add(new ConsumerLoop(options, settings.retry(),
						new ConsumerSession(DxlStreamListenerContainer.this.service, options.consumer()), delivery,
						handler.takesBatches(), DxlStreamListenerContainer.this.counters, this, this.stopSignal));
			}
			this.living = this.loops.size();
		}

		private void start() {
			this.loops.forEach((loop) -> this.executor.executor().execute(() -> {
				remember(Thread.currentThread());
				loop.run();
			}));
			long lagNanos = DxlStreamListenerContainer.this.settings.lagInterval().toNanos();
			if (lagNanos > 0) {
				DxlStreamListenerContainer.this.lag.schedule(this.scheduler, lagNanos);
			}
		}

		private void remember(Thread thread) {
			DxlStreamListenerContainer.this.lock.lock();
			try {
				this.threads.add(thread);
			}
			finally {
				DxlStreamListenerContainer.this.lock.unlock();
			}
		}

		private boolean isOwnThread() {
			return this.threads.contains(Thread.currentThread());
		}

		@Override
		public void awaitResumed() {
			DxlStreamListenerContainer.this.gate.await();
		}

		@Override
		public SessionWatch.Watched watch() {
			return this.watch.begin();
		}

		@Override
		public void ended(ConsumerLoop loop, @Nullable Throwable cause) {
			DxlStreamListenerContainer container = DxlStreamListenerContainer.this;
			container.lock.lock();
			try {
				if (cause != null) {
					logger.error("The DXL listener '" + id() + "' stops: " + cause.getMessage(), cause);
					container.failure = cause;
					// What fails one consumer for good fails the others too.
					this.stopSignal.set();
					container.gate.stop(true);
				}
				this.living--;
				if (this.living == 0) {
					if (container.current == this) {
						container.current = null;
					}
					container.ended.signalAll();
					close();
				}
			}
			finally {
				container.lock.unlock();
			}
		}

		private void close() {
			this.scheduler.shutdownNow();
			if (this.living > 0) {
				this.executor.interruptAll().run();
			}
		}

	}

}
