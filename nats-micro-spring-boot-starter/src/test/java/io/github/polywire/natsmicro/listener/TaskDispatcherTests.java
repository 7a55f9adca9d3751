package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TaskDispatcherTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final WorkerTimer timer = new WorkerTimer();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void runsUpToTheBoundAndRefusesWhatDoesNotFit() {
		TaskDispatcher dispatcher = new TaskDispatcher(2, 1, this.executor, this.timer);
		List<Task> tasks = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			tasks.add(new Task(false));
		}
		assertThat(dispatcher.dispatch(tasks.get(0))).isTrue();
		assertThat(dispatcher.dispatch(tasks.get(1))).isTrue();
		assertThat(dispatcher.dispatch(tasks.get(2))).isTrue();
		assertThat(dispatcher.dispatch(tasks.get(3))).isFalse();
		Awaitility.await().until(() -> tasks.get(0).ran.getCount() == 0 && tasks.get(1).ran.getCount() == 0);
		assertThat(tasks.get(2).ran.getCount()).isOne();
		assertThat(dispatcher.waitingCount()).isOne();
		tasks.get(0).end();
		tasks.get(0).end();
		Awaitility.await().until(() -> tasks.get(2).ran.getCount() == 0);
		assertThat(dispatcher.dispatch(tasks.get(3))).isTrue();
		assertThat(tasks.get(3).ran.getCount()).isOne();
		tasks.get(1).end();
		Awaitility.await().until(() -> tasks.get(3).ran.getCount() == 0);
	}

	@Test
	void runsEveryBriefTaskOfABurst() throws Exception {
		TaskDispatcher dispatcher = new TaskDispatcher(4, 4, this.executor, this.timer);
		AtomicInteger ended = new AtomicInteger();
		int taken = 0;
		for (int i = 0; i < 100_000; i++) {
			taken += dispatcher.dispatch(new CountingTask(ended)) ? 1 : 0;
		}
		int expected = taken;
		Awaitility.await().until(() -> ended.get() == expected);
		assertThat(dispatcher.waitingCount()).isZero();
	}

	@Test
	void startsOtherThreadsWhenATrustedOneDoesNotComeBack() throws Exception {
		TaskDispatcher dispatcher = new TaskDispatcher(3, 10, this.executor, this.timer);
		AtomicInteger ended = new AtomicInteger();
		for (int i = 0; i < 1000; i++) {
			int before = i;
			assertThat(dispatcher.dispatch(new CountingTask(ended))).isTrue();
			Awaitility.await().pollInterval(50, TimeUnit.MICROSECONDS).until(() -> ended.get() > before);
		}
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch stuck = new CountDownLatch(3);
		for (int i = 0; i < 3; i++) {
			dispatcher.dispatch(new DispatchedTask() {

				@Override
				void run() {
					stuck.countDown();
					awaitQuietly(release);
					end();
				}

				@Override
				void abandon() {
				}

			});
		}
		assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
		release.countDown();
	}

	@Test
	void survivesATaskThatThrows() {
		TaskDispatcher dispatcher = new TaskDispatcher(1, 1, this.executor, this.timer);
		dispatcher.dispatch(new DispatchedTask() {

			@Override
			void run() {
				throw new AssertionError("wrong");
			}

			@Override
			void abandon() {
			}

		});
		AtomicInteger ended = new AtomicInteger();
		Awaitility.await().until(() -> dispatcher.dispatch(new CountingTask(ended)));
		Awaitility.await().until(() -> ended.get() >= 1);
	}

	@Test
	void abandonsWhatItCannotRun() throws Exception {
		TaskDispatcher dispatcher = new TaskDispatcher(1, 5, this.executor, this.timer);
		Task running = new Task(false);
		dispatcher.dispatch(running);
		List<Task> waiting = List.of(new Task(true), new Task(true));
		waiting.forEach(dispatcher::dispatch);
		dispatcher.abandonWaiting();
		assertThat(waiting).allMatch((task) -> task.abandoned);
		running.end();
		this.executor.shutdownNow();
		assertThat(this.executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		Task late = new Task(true);
		dispatcher.dispatch(late);
		Awaitility.await().until(() -> late.abandoned);
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class CountingTask extends DispatchedTask {

		private final AtomicInteger count;

		private CountingTask(AtomicInteger count) {
			this.count = count;
		}

		@Override
		void run() {
			this.count.incrementAndGet();
			end();
		}

		@Override
		void abandon() {
		}

	}

	/**
	 * A task that ends when it is told to, after its method has returned.
	 */
	private static final class Task extends DispatchedTask {

		private final CountDownLatch ran = new CountDownLatch(1);

		private final boolean endsAtOnce;

		private volatile boolean abandoned;

		private Task(boolean endsAtOnce) {
			this.endsAtOnce = endsAtOnce;
		}

		@Override
		void run() {
			this.ran.countDown();
			if (this.endsAtOnce) {
				end();
			}
		}

		@Override
		void abandon() {
			this.abandoned = true;
			end();
		}

	}

}
