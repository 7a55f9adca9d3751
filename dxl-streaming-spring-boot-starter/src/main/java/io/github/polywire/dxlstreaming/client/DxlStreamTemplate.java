package io.github.polywire.dxlstreaming.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.StopException;
import io.github.polywire.dxlstreaming.TemporaryException;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Sends records in the background, in the order of the calls unless the settings say
 * otherwise. At its end it sends what waits.
 */
public final class DxlStreamTemplate implements DxlStreamOperations, SmartLifecycle {

	private final RecordSender sender;

	private final ProducerSettings settings;

	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile ThreadPoolExecutor executor;

	/**
	 * Creates a template.
	 * @param sender sends records
	 * @param settings how to send
	 */
	public DxlStreamTemplate(RecordSender sender, ProducerSettings settings) {
		this.sender = sender;
		this.settings = settings;
		this.executor = createExecutor();
	}

	private ThreadPoolExecutor createExecutor() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("dxl-streaming-send-");
		threads.setDaemon(true);
		ThreadPoolExecutor created = new ThreadPoolExecutor(this.settings.concurrency(), this.settings.concurrency(),
				30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(this.settings.queueCapacity()), threads);
		created.allowCoreThreadTimeOut(true);
		return created;
	}

	@Override
	public CompletableFuture<Void> send(List<DxlMessage> messages) {
		if (messages.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		RecordSender.Request request;
		try {
			request = this.sender.prepare(messages);
		}
		catch (PermanentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<Void> result = new CompletableFuture<>();
		ThreadPoolExecutor current = this.executor;
		try {
			current.execute(new PendingSend(request, result));
		}
		catch (RejectedExecutionException ex) {
			TemporaryException failure = new TemporaryException(current.isShutdown()
					? "The template is stopped, the records for '" + messages.get(0).topic() + "' were not sent"
					: this.settings.queueCapacity() + " requests wait to be sent; send slower or raise"
							+ " dxl.streaming.producer.queue-capacity",
					ex);
			request.abandon(failure);
			result.completeExceptionally(failure);
		}
		return result;
	}

	@Override
	public Map<String, Long> lag(String group) {
		return this.sender.service().lag(group);
	}

	/**
	 * How many requests wait to be sent.
	 * @return the number
	 */
	public int queueSize() {
		return this.executor.getQueue().size();
	}

	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			if (this.executor.isShutdown()) {
				this.executor = createExecutor();
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public void stop() {
		this.lifecycle.lock();
		try {
			ThreadPoolExecutor current = this.executor;
			current.shutdown();
			if (!current.awaitTermination(this.settings.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
				current.shutdownNow().forEach((waiting) -> ((PendingSend) waiting).abandon());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		return !this.executor.isShutdown();
	}

	@Override
	public int getPhase() {
		return 0;
	}

	/**
	 * A request that waits, and the future of its caller.
	 *
	 * @param request the request
	 * @param result the future
	 */
	private record PendingSend(RecordSender.Request request, CompletableFuture<Void> result) implements Runnable {

		@Override
		public void run() {
			try {
				this.request.send();
				this.result.complete(null);
			}
			catch (RuntimeException ex) {
				this.result.completeExceptionally(ex);
			}
		}

		private void abandon() {
			StopException failure = new StopException("The application ended before the records were sent", null);
			this.request.abandon(failure);
			this.result.completeExceptionally(failure);
		}

	}

}
