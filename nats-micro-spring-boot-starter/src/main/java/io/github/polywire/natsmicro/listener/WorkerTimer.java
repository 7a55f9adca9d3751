package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The timer of all endpoints: one thread, which ends when it is idle for long.
 */
final class WorkerTimer implements TaskDispatcher.Timer {

	private static final long KEEP_ALIVE_SECONDS = 30;

	private final ScheduledThreadPoolExecutor executor;

	WorkerTimer() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-micro-timer-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		this.executor.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	@Override
	public void later(Runnable task, Duration delay) {
		this.executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

}
